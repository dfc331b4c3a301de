defmodule Mix.Generator do
  @moduledoc "Functions for tasks that write files into a project."

  @doc "Writes a file and prints its name. Asks before it replaces a different text. Returns whether the file was written."
  def create_file(path, contents, options \\ []) when is_binary(path) do
    said(options, :green, "creating", path)
    writes? = options[:force] == true or overwrite?(path, contents)

    if writes? do
      File.mkdir_p!(Path.dirname(path))
      File.write!(path, contents)
    end

    writes?
  end

  @doc "Creates a folder and prints its name."
  def create_directory(path, options \\ []) when is_binary(path) do
    said(options, :green, "creating", path)
    File.mkdir_p!(path)
    true
  end

  @doc "Copies a file. Prints the name and asks like `create_file/3`."
  def copy_file(source, target, options \\ []), do: create_file(target, File.read!(source), options)

  @doc "Evaluates an EEx template, and writes the result like `create_file/3`."
  def copy_template(source, target, assigns, options \\ []) when is_list(assigns), do: create_file(target, EEx.eval_file(source, assigns: assigns), options)

  @doc "Returns whether a file may be written: it does not exist, or the user agrees."
  def overwrite?(path) when is_binary(path), do: not File.exists?(path) or Mix.shell().yes?(path <> " already exists, overwrite?")

  @doc """
  Returns whether a file may be written, like `overwrite?/1`. If the file has this text already,
  returns false without a question.
  """
  def overwrite?(path, contents) when is_binary(path), do: File.read(path) != {:ok, IO.iodata_to_binary(contents)} and overwrite?(path)

  defp said(options, color, verb, path) do
    unless options[:quiet], do: Mix.shell().info([color, "* ", verb, :reset, " ", Path.relative_to_cwd(path)])
  end

  @doc "Defines the function NAME_template/1, which renders a template."
  defmacro embed_template(name, contents) do
    quote bind_quoted: [name: name, contents: contents] do
      {text, file} = Mix.Generator.__text__(contents, __ENV__.file)
      require EEx
      EEx.function_from_string(:defp, :"#{name}_template", "<% _ = assigns %>" <> text, [:assigns], file: file)
    end
  end

  @doc "Defines the function NAME_text/0, which returns a text."
  defmacro embed_text(name, contents) do
    quote bind_quoted: [name: name, contents: contents] do
      {text, _file} = Mix.Generator.__text__(contents, __ENV__.file)
      defp unquote(:"#{name}_text")(), do: unquote(text)
    end
  end

  @doc false
  # Returns a text, or the text of `from_file:`, with the file name for errors.
  def __text__(contents, file) when is_binary(contents), do: {contents, file}
  def __text__([from_file: path], _file), do: {File.read!(path), path}
end
