defmodule Kernel.Typespec do
  @moduledoc false

  def defines_type?(module, name), do: Module.defines_type?(module, name)
  def spec_to_callback(module, name), do: Module.spec_to_callback(module, name)
end
