defmodule Version do
  @moduledoc "Semantic versions, and requirements such as `~> 1.2`."

  @enforce_keys [:major, :minor, :patch]
  @derive {Inspect, optional: [:pre, :build]}
  defstruct [:major, :minor, :patch, pre: [], build: nil]

  @doc "Returns whether a version satisfies a requirement."
  def match?(version, requirement, options \\ [])

  def match?(version, requirement, options) when is_binary(requirement) do
    match?(version, parse_requirement!(requirement), options)
  end

  def match?(version, requirement, options) do
    pre? = Keyword.get(options, :allow_pre, true)
    Version.Requirement.match?(requirement, {to_version(version), pre?})
  end

  @doc false
  def satisfies?(version, {:~>, wanted, given}, pre?) do
    order(version, wanted) != :lt and below?(version, wanted, given) and (pre? or wanted.pre != [] or version.pre == [])
  end

  def satisfies?(version, {op, wanted, _given}, pre?) do
    order = order(version, wanted)

    allowed = pre? or version.pre == [] or wanted.pre != []

    case op do
      :== -> order == :eq
      :!= -> order != :eq
      :> -> order == :gt and allowed
      :>= -> order != :lt and allowed
      :< -> order == :lt and allowed
      :<= -> order != :gt and allowed
    end
  end

  # Returns whether the version has the same numbers as `wanted`, except for the last given
  # number.
  defp below?(version, wanted, 2), do: version.major == wanted.major
  defp below?(version, wanted, 3), do: version.major == wanted.major and version.minor == wanted.minor

  @doc "Compares two versions: :gt, :eq or :lt."
  def compare(version1, version2), do: order(to_version(version1), to_version(version2))

  defp order(a, b) do
    key = fn v -> {v.major, v.minor, v.patch} end

    cond do
      key.(a) > key.(b) -> :gt
      key.(a) < key.(b) -> :lt
      a.pre == b.pre -> :eq
      a.pre == [] -> :gt
      b.pre == [] -> :lt
      a.pre > b.pre -> :gt
      true -> :lt
    end
  end

  defp to_version(%Version{} = version), do: version
  defp to_version(string), do: Version.Parser.parse_version(string, false)

  def parse(string) when is_binary(string) do
    case read(string) do
      {:ok, version, 3} -> {:ok, version}
      _ -> :error
    end
  end

  def parse!(string) when is_binary(string) do
    case parse(string) do
      {:ok, version} -> version
      :error -> raise Version.InvalidVersionError, string
    end
  end

  # The number of given parts matters for ~>.
  defp read(string) do
    case Regex.run(~r/^(\d+)\.(\d+)(?:\.(\d+))?(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?$/, string) do
      nil -> :error
      [_ | parts] -> read_parts(parts ++ List.duplicate("", 5 - length(parts)))
    end
  end

  defp read_parts([major, minor, patch, pre, build] = parts) do
    pre = if pre == "", do: [], else: String.split(pre, ".")
    zeros? = fn text -> text =~ ~r/^0\d+$/ end

    if Enum.any?(Enum.take(parts, 3) ++ pre, zeros?) or "" in pre do
      :error
    else
      version = %Version{
        major: String.to_integer(major),
        minor: String.to_integer(minor),
        patch: if(patch == "", do: 0, else: String.to_integer(patch)),
        pre: Enum.map(pre, fn part -> if part =~ ~r/^\d+$/, do: String.to_integer(part), else: part end),
        build: if(build == "", do: nil, else: build)
      }

      {:ok, version, if(patch == "", do: 2, else: 3)}
    end
  end

  def parse_requirement(string) when is_binary(string) do
    any = string |> String.split(" or ") |> Enum.map(&all/1)

    if Enum.member?(any, :error),
      do: :error,
      else: {:ok, %Version.Requirement{source: string, lexed: any}}
  end

  defp all(text) do
    all = text |> String.split(" and ") |> Enum.map(&comparison/1)
    if Enum.member?(all, :error), do: :error, else: all
  end

  defp comparison(text) do
    [_, op, version] = Regex.run(~r/^\s*(==|!=|>=|<=|~>|>|<|!)?\s*(.*?)\s*$/s, text)

    case read(version) do
      {:ok, version, 3} -> {operator(op), version, 3}
      {:ok, version, 2} when op == "~>" -> {:~>, version, 2}
      _ -> :error
    end
  end

  defp operator(""), do: :==
  defp operator("!"), do: :!=
  defp operator(op), do: :erlang.binary_to_atom(op)

  def parse_requirement!(string) when is_binary(string) do
    case parse_requirement(string) do
      {:ok, requirement} -> requirement
      :error -> raise Version.InvalidRequirementError, string
    end
  end

  def compile_requirement(requirement), do: Version.Requirement.compile_requirement(requirement)

  def to_string(%Version{} = version) do
    pre = if version.pre == [], do: "", else: "-" <> Enum.map_join(version.pre, ".", &Kernel.to_string/1)
    build = if version.build, do: "+" <> version.build, else: ""
    "#{version.major}.#{version.minor}.#{version.patch}" <> pre <> build
  end

  defimpl String.Chars do
    def to_string(version), do: Version.to_string(version)
  end
end

defmodule Version.Requirement do
  @moduledoc "A requirement parsed by Version.parse_requirement/1."
  defstruct [:source, :lexed]

  @doc false
  def match?(%__MODULE__{lexed: any}, {version, pre?}) do
    Enum.any?(any, fn all -> Enum.all?(all, &Version.satisfies?(version, &1, pre?)) end)
  end

  @doc false
  def compile_requirement(%__MODULE__{} = requirement), do: requirement

  defimpl String.Chars do
    def to_string(requirement), do: requirement.source
  end

  defimpl Inspect do
    def inspect(requirement, _opts), do: "Version.parse_requirement!(#{Kernel.inspect(requirement.source)})"
  end
end

defmodule Version.Parser do
  @moduledoc false

  # The version must have all three numbers, as in all uses of Version.
  def parse_version(string, _approximate?) when is_binary(string), do: Version.parse!(string)
end

defmodule Version.InvalidVersionError do
  defexception [:version]

  def exception(version) when is_binary(version), do: %Version.InvalidVersionError{version: version}
  def message(%{version: version}), do: "invalid version: #{inspect(version)}"
end

defmodule Version.InvalidRequirementError do
  defexception [:requirement]

  def exception(requirement) when is_binary(requirement), do: %Version.InvalidRequirementError{requirement: requirement}
  def message(%{requirement: requirement}), do: "invalid requirement: #{inspect(requirement)}"
end
