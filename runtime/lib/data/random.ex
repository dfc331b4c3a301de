defmodule :random do
  @moduledoc "Random numbers from before `:rand`: the generator of Wichmann and Hill (Applied Statistics 183, 1982)."

  @first {3172, 9814, 20125}

  @doc "Returns the seed of a process that has not set a seed."
  def seed0, do: @first

  @doc "Sets the seed of `seed0/0`, and returns the old seed."
  def seed, do: kept(@first)

  @doc "Sets a seed of three integers."
  def seed({a, b, c}), do: seed(a, b, c)
  def seed(a, b, c), do: kept({within(a, 30_269), within(b, 30_307), within(c, 30_323)})

  defp within(n, limit), do: rem(abs(n), limit - 1) + 1
  defp kept(seed), do: :erlang.put(:random_seed, seed)

  @doc "Returns a random float that is at least 0.0 and less than 1.0."
  def uniform do
    {number, seed} = uniform_s(current())
    kept(seed)
    number
  end

  @doc "Returns a random integer from 1 to n."
  def uniform(n) when is_integer(n) and n >= 1 do
    {number, seed} = uniform_s(n, current())
    kept(seed)
    number
  end

  defp current do
    case :erlang.get(:random_seed) do
      :undefined -> @first
      seed -> seed
    end
  end

  @doc "Returns a random float that is at least 0.0 and less than 1.0, and the next seed."
  def uniform_s({a, b, c}) do
    {a, b, c} = {rem(a * 171, 30_269), rem(b * 172, 30_307), rem(c * 170, 30_323)}
    sum = a / 30_269 + b / 30_307 + c / 30_323
    {sum - trunc(sum), {a, b, c}}
  end

  @doc "Returns a random integer from 1 to n, and the next seed."
  def uniform_s(n, seed) when is_integer(n) and n >= 1 do
    {number, seed} = uniform_s(seed)
    {trunc(number * n) + 1, seed}
  end
end
