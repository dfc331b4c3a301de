defmodule Phoenix do
  @moduledoc "The common functions of Phoenix."

  @doc "Returns the library that encodes JSON."
  def json_library(), do: Application.get_env(:phoenix, :json_library, Jason)

  @doc "Returns the time at which plugs are initialised: `:compile` or `:runtime`."
  def plug_init_mode(), do: Application.get_env(:phoenix, :plug_init_mode, :compile)
end

defprotocol Phoenix.Param do
  @moduledoc "The protocol of values in paths: `@derive {Phoenix.Param, key: :slug}` selects the field of a struct."

  @fallback_to_any true

  @doc "Returns the value as text."
  def to_param(term)
end

defimpl Phoenix.Param, for: Map do
  def to_param(map), do: raise(ArgumentError, "maps cannot be converted to_param. A struct was expected, got: #{inspect(map)}")
end

defimpl Phoenix.Param, for: Atom do
  def to_param(name), do: if(name == nil, do: raise(ArgumentError, "cannot convert nil to param"), else: Atom.to_string(name))
end

defimpl Phoenix.Param, for: BitString do
  def to_param(text) when is_binary(text), do: text
end

defimpl Phoenix.Param, for: [Float, Integer] do
  def to_param(number), do: to_string(number)
end

defimpl Phoenix.Param, for: Any do
  defmacro __deriving__(module, _struct, options) do
    key = Keyword.get(options, :key, :id)

    quote do
      defimpl Phoenix.Param, for: unquote(module) do
        def to_param(%{unquote(key) => nil}), do: raise(ArgumentError, "cannot convert #{inspect(unquote(module))} to param, key #{inspect(unquote(key))} contains a nil value")
        def to_param(%{unquote(key) => value}) when is_binary(value), do: value
        def to_param(%{unquote(key) => value}), do: Phoenix.Param.to_param(value)
      end
    end
  end

  def to_param(%{id: nil}), do: raise(ArgumentError, "cannot convert struct to param, key :id contains a nil value")
  def to_param(%{id: id}), do: if(is_binary(id), do: id, else: Phoenix.Param.to_param(id))

  def to_param(other) do
    raise Protocol.UndefinedError, protocol: Phoenix.Param, value: other, description: "a struct needs an :id, or @derive {Phoenix.Param, key: ...}"
  end
end

defmodule Phoenix.Naming do
  @moduledoc "Conversions of names."

  @doc "Converts `MyApp.User` to \"user\"."
  def resource_name(alias, suffix \\ "") do
    last = "#{alias}" |> Module.split() |> List.last()
    last |> unsuffix(suffix) |> underscore()
  end

  @doc "Removes a suffix if the value ends with it."
  def unsuffix(value, suffix) do
    if suffix != "" and String.ends_with?(value, suffix), do: binary_part(value, 0, byte_size(value) - byte_size(suffix)), else: value
  end

  @doc "Converts `MyApp` to \"my_app\"."
  def underscore(value), do: Macro.underscore(value)

  @doc "Converts \"my_app\" to \"MyApp\"."
  def camelize(value), do: Macro.camelize(value)

  @doc "Converts \"user_name\" to \"User name\"."
  def humanize(atom) when is_atom(atom), do: atom |> Atom.to_string() |> humanize()

  def humanize(text) when is_binary(text) do
    text = if String.ends_with?(text, "_id"), do: binary_part(text, 0, byte_size(text) - 3), else: text
    text |> String.replace("_", " ") |> String.capitalize()
  end
end

defmodule Phoenix.Token do
  @moduledoc "Signs data for clients, with the secret of an endpoint, a connection or a socket, or a given text."

  @doc "Signs data."
  def sign(context, salt, data, opts \\ []) when is_binary(salt), do: context |> key_base() |> Plug.Crypto.sign(salt, data, opts)

  @doc "Verifies signed data. Returns `{:ok, data}`, or `{:error, :invalid | :expired | :missing}`. Option: `:max_age`, in seconds."
  def verify(context, salt, token, opts \\ []) when is_binary(salt), do: context |> key_base() |> Plug.Crypto.verify(salt, token, opts)

  @doc "Encrypts data."
  def encrypt(context, secret, data, opts \\ []) when is_binary(secret), do: context |> key_base() |> Plug.Crypto.encrypt(secret, data, opts)

  @doc "Decrypts data. Returns the same as `verify/4`."
  def decrypt(context, secret, token, opts \\ []) when is_binary(secret), do: context |> key_base() |> Plug.Crypto.decrypt(secret, token, opts)

  defp key_base(%Plug.Conn{} = conn), do: conn |> Phoenix.Controller.endpoint_module() |> endpoint_key()
  defp key_base(%{endpoint: endpoint}) when is_atom(endpoint), do: endpoint_key(endpoint)
  defp key_base(endpoint) when is_atom(endpoint), do: endpoint_key(endpoint)
  defp key_base(string) when is_binary(string) and byte_size(string) >= 20, do: string

  defp endpoint_key(endpoint) do
    endpoint.config(:secret_key_base) ||
      raise """
      no :secret_key_base configuration found in #{inspect(endpoint)}.
      Ensure your environment has the necessary mix configuration. For example:

          config :my_app, MyAppWeb.Endpoint,
              secret_key_base: ...
      """
  end
end

defmodule Phoenix.Flash do
  @moduledoc "Reads flash messages."

  @doc "Returns the message of a kind, or nil."
  def get(%{} = flash, key) when is_atom(key) or is_binary(key), do: Map.get(flash, to_string(key))
  def get(_flash, key) when is_atom(key) or is_binary(key), do: raise(ArgumentError, "expected a map of flash messages: call fetch_flash/2 or fetch_live_flash/2 first")
end
