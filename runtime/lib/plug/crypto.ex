defmodule Plug.Crypto do
  @moduledoc "Signs, encrypts and compares data for clients."

  alias Plug.Crypto.{KeyGenerator, MessageEncryptor, MessageVerifier}

  @doc "Compares two texts in constant time."
  def secure_compare(left, right) when is_binary(left) and is_binary(right) do
    byte_size(left) == byte_size(right) and :crypto.hash_equals(left, right)
  end

  @doc "Masks a text with another of the same size."
  def mask(text, mask), do: :crypto.exor(text, mask)

  @doc "Compares two masked texts in constant time."
  def masked_compare(left, right, mask) when is_binary(left) and is_binary(right) and is_binary(mask) do
    byte_size(left) == byte_size(right) and byte_size(right) == byte_size(mask) and
      secure_compare(left, mask(right, mask))
  end

  @doc "Removes secrets from a stack trace."
  def prune_args_from_stacktrace(stack) do
    for {module, function, args, info} <- stack, do: {module, function, if(is_list(args), do: length(args), else: args), info}
  end

  @doc """
  Decodes a binary like `:erlang.binary_to_term/2`. Rejects functions, so that the result cannot
  contain code.
  """
  def non_executable_binary_to_term(binary, opts \\ []) when is_binary(binary) do
    term = :erlang.binary_to_term(binary, opts)
    check(term)
    term
  end

  defp check(list) when is_list(list), do: check_list(list)
  defp check(tuple) when is_tuple(tuple), do: check_list(Tuple.to_list(tuple))
  defp check(map) when is_map(map), do: for({k, v} <- Map.to_list(map), do: check(k) && check(v)) && true

  defp check(fun) when is_function(fun) do
    raise ArgumentError, "cannot deserialize #{inspect(fun)}, the term is not safe for deserialization"
  end

  defp check(_), do: true

  defp check_list([head | tail]), do: check(head) && check_list(tail)
  defp check_list([]), do: true
  defp check_list(other), do: check(other)

  @doc "Signs a term. Options: `:max_age` (a day), `:signed_at`, `:key_iterations`, `:key_length`, `:key_digest`."
  def sign(key_base, salt, data, opts \\ []) when is_binary(key_base) and is_binary(salt) do
    data |> encode(opts) |> MessageVerifier.sign(secret(key_base, salt, opts))
  end

  @doc "Verifies a signed term. Returns `{:ok, data}`, or `{:error, :invalid | :expired | :missing}`."
  def verify(key_base, salt, token, opts \\ [])

  def verify(key_base, salt, token, opts) when is_binary(key_base) and is_binary(salt) and is_binary(token) do
    case MessageVerifier.verify(token, secret(key_base, salt, opts)) do
      {:ok, message} -> decode(message, opts)
      :error -> {:error, :invalid}
    end
  end

  def verify(_key_base, salt, nil, _opts) when is_binary(salt), do: {:error, :missing}

  @doc "Encrypts a term."
  def encrypt(key_base, salt, data, opts \\ []) when is_binary(key_base) and is_binary(salt) do
    data |> encode(opts) |> MessageEncryptor.encrypt(secret(key_base, salt, opts), "")
  end

  @doc "Decrypts a term. Returns `{:ok, data}`, or `{:error, :invalid | :expired | :missing}`."
  def decrypt(key_base, salt, token, opts \\ [])
  def decrypt(_key_base, _salt, nil, _opts), do: {:error, :missing}

  def decrypt(key_base, salt, token, opts) when is_binary(token) do
    case MessageEncryptor.decrypt(token, secret(key_base, salt, opts), "") do
      {:ok, message} -> decode(message, opts)
      :error -> {:error, :invalid}
    end
  end

  defp encode(data, opts) do
    signed_at = Keyword.get(opts, :signed_at)
    signed_at = if signed_at, do: signed_at * 1000, else: System.os_time(:millisecond)
    :erlang.term_to_binary({data, trunc(signed_at), Keyword.get(opts, :max_age, 86400)})
  end

  defp decode(message, opts) do
    {data, signed_at, signed_max_age} = non_executable_binary_to_term(message)
    max_age = Keyword.get(opts, :max_age, signed_max_age)
    if expired?(signed_at, max_age), do: {:error, :expired}, else: {:ok, data}
  end

  defp expired?(_signed_at, :infinity), do: false
  defp expired?(_signed_at, max_age) when max_age <= 0, do: true
  defp expired?(signed_at, max_age), do: signed_at + trunc(max_age * 1000) < System.os_time(:millisecond)

  defp secret(key_base, salt, opts) do
    KeyGenerator.generate(key_base, salt, Keyword.put_new(opts, :cache, Plug.Keys))
  end
end

defmodule Plug.Crypto.KeyGenerator do
  @moduledoc "Derives keys from a secret (PBKDF2, RFC 8018)."

  @doc "Derives the key of `secret` for `salt`. Options: `:iterations`, `:length`, `:digest`, `:cache`."
  def generate(secret, salt, opts \\ []) do
    iterations = opts[:key_iterations] || opts[:iterations] || 1000
    length = opts[:key_length] || opts[:length] || 32
    digest = opts[:key_digest] || opts[:digest] || :sha256
    make = fn -> :crypto.pbkdf2_hmac(digest, secret, salt, iterations, length) end
    if opts[:cache], do: Plug.Keys.fetch({secret, salt, iterations, length, digest}, make), else: make.()
  end
end

defmodule Plug.Keys do
  @moduledoc "Caches derived keys, since deriving a key is slow on purpose."

  @doc "Returns the value of `key`. Calls `fun` for it the first time."
  def fetch(key, fun) do
    case :persistent_term.get({__MODULE__, key}, nil) do
      nil ->
        value = fun.()
        :persistent_term.put({__MODULE__, key}, value)
        value

      value ->
        value
    end
  end
end

defmodule Plug.Crypto.MessageVerifier do
  @moduledoc "Signs texts (HMAC), in the form `digest.payload.signature`."

  @prefixes %{sha256: "SFMyNTY", sha384: "SFMzODQ", sha512: "SFM1MTI"}
  @digests Map.new(@prefixes, fn {digest, prefix} -> {prefix, digest} end)

  @doc "Signs a text."
  def sign(message, secret, digest \\ :sha256) when is_binary(message) and is_binary(secret) do
    plain = Map.fetch!(@prefixes, digest) <> "." <> Base.url_encode64(message, padding: false)
    plain <> "." <> signature(digest, secret, plain)
  end

  @doc "Verifies a signed text. Returns `{:ok, message}` or `:error`."
  def verify(signed, secret) when is_binary(signed) and is_binary(secret) do
    with [prefix, payload, signature] <- :binary.split(signed, ".", [:global]),
         {:ok, digest} <- Map.fetch(@digests, prefix),
         true <- Plug.Crypto.secure_compare(signature(digest, secret, prefix <> "." <> payload), signature),
         {:ok, message} <- Base.url_decode64(payload, padding: false) do
      {:ok, message}
    else
      _ -> :error
    end
  end

  defp signature(digest, secret, plain), do: Base.url_encode64(:crypto.mac(:hmac, digest, secret, plain), padding: false)
end

defmodule Plug.Crypto.MessageEncryptor do
  @moduledoc "Encrypts texts (AES-256-GCM), in the form `cipher.iv.text.tag`."

  @prefix Base.url_encode64("A256GCM", padding: false)

  @doc "Encrypts a text with a key of 32 bytes."
  def encrypt(message, secret, aad) when is_binary(message) do
    iv = :crypto.strong_rand_bytes(12)
    {text, tag} = :crypto.crypto_one_time_aead(:aes_256_gcm, secret, iv, message, aad, true)
    Enum.join([@prefix | Enum.map([iv, text, tag], &Base.url_encode64(&1, padding: false))], ".")
  end

  @doc "Decrypts a text. Returns `{:ok, message}` or `:error`."
  def decrypt(token, secret, aad) do
    with [@prefix, iv, text, tag] <- :binary.split(token, ".", [:global]),
         {:ok, <<iv::binary-12>>} <- Base.url_decode64(iv, padding: false),
         {:ok, text} <- Base.url_decode64(text, padding: false),
         {:ok, <<tag::binary-16>>} <- Base.url_decode64(tag, padding: false),
         message when is_binary(message) <- :crypto.crypto_one_time_aead(:aes_256_gcm, secret, iv, text, aad, tag, false) do
      {:ok, message}
    else
      _ -> :error
    end
  end
end
