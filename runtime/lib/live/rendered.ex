defmodule Phoenix.LiveView.Rendered do
  @moduledoc """
  The result of `~H`: the constant parts of the page (`static`), and a function that returns the variable parts
  (`dynamic`, with `nil` for unchanged parts). The fingerprint determines whether the client has the static parts
  already.
  """

  defstruct [:static, :dynamic, :fingerprint, :root, caller: :not_available]

  defimpl Phoenix.HTML.Safe do
    def to_iodata(%Phoenix.LiveView.Rendered{static: static, dynamic: dynamic}) do
      Phoenix.LiveView.Rendered.weave(static, dynamic.(false))
    end

    def to_iodata(other), do: raise(Protocol.UndefinedError, protocol: Phoenix.HTML.Safe, value: other)
  end

  @doc false
  def weave([text | static], [value | dynamic]), do: [text, iodata(value) | weave(static, dynamic)]
  def weave([text], []), do: [text]

  defp iodata(%_{} = struct), do: Phoenix.HTML.Safe.to_iodata(struct)
  defp iodata(nil), do: raise("cannot convert .heex/.leex template with change tracking to iodata")
  defp iodata(other), do: other
end

defmodule Phoenix.LiveView.Comprehension do
  @moduledoc "The result of a `for` in a template: the static parts once, and the dynamic parts of each entry."

  defstruct [:static, :dynamics, :fingerprint, :stream]

  defimpl Phoenix.HTML.Safe do
    def to_iodata(%Phoenix.LiveView.Comprehension{static: static, dynamics: dynamics}) do
      for dynamic <- dynamics, do: Phoenix.LiveView.Rendered.weave(static, dynamic)
    end
  end
end

defmodule Phoenix.LiveView.Component do
  @moduledoc "A live component in a template before it is rendered."

  defstruct [:id, :component, :assigns]

  defimpl Phoenix.HTML.Safe do
    def to_iodata(%Phoenix.LiveView.Component{id: id, component: component}) do
      raise ArgumentError, """
      cannot convert component #{inspect(component)} with id #{inspect(id)} to HTML.

      A component must always be returned directly as part of a LiveView template.
      """
    end
  end
end
