defmodule Mix.Generator do
  @moduledoc "Helpers of tasks that write files into a project."

  @doc "Writes a file, says so, and asks first where there is another text: whether it was written."
  def create_file(path, contents, options \\ []) when is_binary(path) do
    said(options, :green, "creating", path)
    writes? = options[:force] == true or overwrite?(path, contents)

    if writes? do
      File.mkdir_p!(Path.dirname(path))
      File.write!(path, contents)
    end

    writes?
  end

  @doc "Makes a folder, and says so."
  def create_directory(path, options \\ []) when is_binary(path) do
    said(options, :green, "creating", path)
    File.mkdir_p!(path)
    true
  end

  @doc "Copies a file as `create_file/3` writes one."
  def copy_file(source, target, options \\ []), do: create_file(target, File.read!(source), options)

  @doc "Evaluates a template of EEx, and writes the result as `create_file/3` does."
  def copy_template(source, target, assigns, options \\ []) when is_list(assigns), do: create_file(target, EEx.eval_file(source, assigns: assigns), options)

  @doc "Whether a file may be written: where there is none, or the one that runs the task says so."
  def overwrite?(path) when is_binary(path), do: not File.exists?(path) or Mix.shell().yes?(path <> " already exists, overwrite?")

  @doc "`overwrite?/1`, and no without a question where the text is there already."
  def overwrite?(path, contents) when is_binary(path), do: File.read(path) != {:ok, IO.iodata_to_binary(contents)} and overwrite?(path)

  defp said(options, color, verb, path) do
    unless options[:quiet], do: Mix.shell().info([color, "* ", verb, :reset, " ", Path.relative_to_cwd(path)])
  end

  @doc "Defines the function NAME_template/1, which fills a template."
  defmacro embed_template(name, contents) do
    quote bind_quoted: [name: name, contents: contents] do
      {text, file} = Mix.Generator.__text__(contents, __ENV__.file)
      require EEx
      EEx.function_from_string(:defp, :"#{name}_template", "<% _ = assigns %>" <> text, [:assigns], file: file)
    end
  end

  @doc "Defines the function NAME_text/0, whose value is a text."
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
