defmodule :crypto do
  @moduledoc """
  The functions of Erlang's `:crypto` that are written in Elixir. They call functions of `:crypto`
  that are written in Go.
  """

  def start, do: :ok
  def stop, do: :ok

  def info_lib, do: [{"OpenSSL", 0x30000000, "OpenSSL 3.0"}]

  def supports do
    for kind <- [:hashs, :ciphers, :macs], do: {kind, supports(kind)}
  end

  def supports(:hashs), do: [:sha, :sha224, :sha256, :sha384, :sha512, :sha3_224, :sha3_256, :sha3_384, :sha3_512, :md5]
  def supports(:macs), do: [:hmac]

  def supports(:ciphers) do
    [:chacha20, :chacha20_poly1305] ++
      for(mode <- ["cbc", "ctr", "ecb", "gcm"], size <- ["128", "192", "256"], do: :erlang.binary_to_atom("aes_#{size}_#{mode}"))
  end

  def supports(_), do: []

  def hash_info(type) do
    sizes = %{
      md5: {16, 64}, sha: {20, 64}, sha224: {28, 64}, sha256: {32, 64}, sha384: {48, 128}, sha512: {64, 128},
      sha3_224: {28, 144}, sha3_256: {32, 136}, sha3_384: {48, 104}, sha3_512: {64, 72}
    }

    case sizes do
      %{^type => {size, block}} -> %{size: size, block_size: block, type: :undefined}
      _ -> :erlang.error(:badarg)
    end
  end

  # The state is the input so far, so a program can continue the same state more than once.
  def hash_init(type) do
    _ = :crypto.hash(type, "")
    {:lab_hash, type, []}
  end

  def hash_update({:lab_hash, type, data}, more), do: {:lab_hash, type, [data, :erlang.iolist_to_binary(more)]}
  def hash_final({:lab_hash, type, data}), do: :crypto.hash(type, data)

  def mac_init(:hmac, type, key) do
    _ = :crypto.mac(:hmac, type, key, "")
    {:lab_mac, type, key, []}
  end

  def mac_update({:lab_mac, type, key, data}, more), do: {:lab_mac, type, key, [data, :erlang.iolist_to_binary(more)]}
  def mac_final({:lab_mac, type, key, data}), do: :crypto.mac(:hmac, type, key, data)
  def mac_finalN({:lab_mac, _, _, _} = state, size), do: binary_part(mac_final(state), 0, size)
  def macN(:hmac, type, key, data, size), do: binary_part(:crypto.mac(:hmac, type, key, data), 0, size)

  def rand_uniform(from, to) when is_integer(from) and is_integer(to) and from < to do
    from + below(to - from)
  end

  # Rejects bytes that would favour small numbers.
  defp below(n) do
    bytes = div(length(:erlang.integer_to_list(n, 2)) + 7, 8)
    space = :erlang.bsl(1, 8 * bytes)
    value = :crypto.bytes_to_integer(:crypto.strong_rand_bytes(bytes))
    if value < space - rem(space, n), do: rem(value, n), else: below(n)
  end
end
