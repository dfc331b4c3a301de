package crypto_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestCiphers compares encryption with that of Erlang/OTP 25. A row ends with the last arguments of
// the function.
func TestCiphers(t *testing.T) {
	const badTag = `{:badarg, {~c"aead.c", 73}, ~c"Bad Tag length"}`
	st := station.Boot(t)
	st.Eval(t, `defmodule Ciphers do
  def aead(opts, iv \\ "iiiiiiiiiiii", name \\ :aes_128_gcm, text \\ "text"),
    do: tried(fn -> apply(:crypto, :crypto_one_time_aead, [name, "kkkkkkkkkkkkkkkk", iv, text, "aad" | opts]) end)
  def padded(text, opts, name \\ :aes_128_cbc),
    do: tried(fn -> Base.encode16(:crypto.crypto_one_time(name, "kkkkkkkkkkkkkkkk", "iiiiiiiiiiiiiiii", text, opts)) end)
  def chacha(iv, fun, rest, text \\ "text") do
    name = if fun == :crypto_one_time, do: :chacha20, else: :chacha20_poly1305
    tried(fn -> apply(:crypto, fun, [name, String.duplicate("k", 32), iv, text | rest]) end)
  end
  defp tried(f) do
    try do f.() rescue e -> Map.get(e, :original, e.__struct__) end
  end
end`)
	for src, want := range map[string]string{
		`Ciphers.aead([true])`:                               `{<<105, 129, 94, 127>>, <<38, 85, 168, 157, 141, 109, 166, 52, 82, 26, 198, 210, 189, 170, 205, 24>>}`,
		`Ciphers.aead([false])`:                              `FunctionClauseError`,
		`Ciphers.aead([12, true])`:                           `{<<105, 129, 94, 127>>, <<38, 85, 168, 157, 141, 109, 166, 52, 82, 26, 198, 210>>}`,
		`Ciphers.aead([1, true])`:                            `{<<105, 129, 94, 127>>, "&"}`,
		`Ciphers.aead([16, true], "iviv")`:                   `{<<185, 198, 11, 242>>, <<65, 68, 76, 236, 208, 74, 13, 110, 253, 224, 88, 195, 249, 35, 175, 55>>}`,
		`Ciphers.aead([17, true])`:                           `{:error, {~c"aead.c", 156}, ~c"Can't get Tag"}`,
		`Ciphers.aead([0, true])`:                            `{:error, {~c"aead.c", 156}, ~c"Can't get Tag"}`,
		`Ciphers.aead([-1, true])`:                           badTag,
		`Ciphers.aead(["tag", true])`:                        badTag,
		`Ciphers.aead([2 ** 70, true])`:                      badTag,
		`Ciphers.aead([16, false])`:                          `{:badarg, {~c"aead.c", 77}, ~c"non-binary Tag"}`,
		`Ciphers.aead([16, :x])`:                             `{:badarg, {~c"aead.c", 54}, ~c"Bad enc flag"}`,
		`Ciphers.aead([16, true], "")`:                       `{:badarg, {~c"aead.c", 111}, ~c"Bad IV length"}`,
		`Ciphers.aead([16, true], "iviv", :nope)`:            `{:badarg, {~c"aead.c", 90}, ~c"Unknown cipher or invalid key size"}`,
		`Ciphers.aead([16, true], "iviv", :aes_128_cbc)`:     `{:badarg, {~c"aead.c", 94}, ~c"Not aead cipher"}`,
		`Ciphers.aead([16, true], "iviv", :aes_128_gcm, :x)`: `{:badarg, {~c"aead.c", 67}, ~c"non-binary text"}`,
		`Ciphers.aead(["", false])`:                          `:error`,
		`(for n <- [1, 4, 12, 16] do {text, tag} = Ciphers.aead([n, true]); Ciphers.aead([tag, false], "iiiiiiiiiiii", :aes_128_gcm, text) end)`: `["text", "text", "text", "text"]`,
		`(for n <- [1, 4, 12, 16] do {text, tag} = Ciphers.aead([n, true]); Ciphers.aead([tag, false], "iiiiiiiiiiij", :aes_128_gcm, text) end)`: `[:error, :error, :error, :error]`,

		`Ciphers.chacha("iiiiiiiiiiii", :crypto_one_time_aead, ["aad", true])`:                                                              `{<<135, 226, 113, 102>>, <<80, 187, 24, 58, 79, 126, 154, 44, 124, 55, 233, 178, 177, 216, 177, 150>>}`,
		`Ciphers.chacha("iviv", :crypto_one_time_aead, ["aad", true])`:                                                                      `{:badarg, {~c"aead.c", 111}, ~c"Bad IV length"}`,
		`Ciphers.chacha("iiiiiiiiiiiiiiii", :crypto_one_time, [true])`:                                                                      `<<189, 135, 215, 52>>`,
		`Ciphers.chacha("iiiiiiiiiiii", :crypto_one_time, [true])`:                                                                          `{:badarg, {~c"api_ng.c", 310}, ~c"Bad iv size"}`,
		`Ciphers.chacha("\xFF\xFF\xFF\xFF" <> "abcdefghijkl", :crypto_one_time, [false], String.duplicate("t", 70)) |> binary_part(60, 10)`: `<<121, 91, 123, 130, 90, 71, 69, 231, 92, 88>>`,

		`Ciphers.padded("text", true)`:                                                `""`,
		`Ciphers.padded("text", padding: :none)`:                                      `{:error, {~c"api_ng.c", 610}, ~c"Padding 'none' but unfilled last block"}`,
		`Ciphers.padded("text", padding: :zero)`:                                      `"7D2D6EDC68494D92791F4E952F80AF3F"`,
		`Ciphers.padded("text", [padding: :zero], :aes_128_ecb)`:                      `"1BD19B08014718680D4164375FE728CB"`,
		`Ciphers.padded("text", [padding: :zero], :aes_128_ctr)`:                      `"28D4828B"`,
		`Ciphers.padded("iiiiiiiiiiiiiiii", padding: :zero)`:                          `"9523A25E5B782A55E16BC7A7C0591B7F"`,
		`Ciphers.padded("iiiiiiiiiiiiiiiiab", padding: :zero)`:                        `"9523A25E5B782A55E16BC7A7C0591B7FEAACF9EC628750898D913AE75DC62354"`,
		`Ciphers.padded("", padding: :zero)`:                                          `""`,
		`String.slice(Ciphers.padded("iiiiiiiiiiiiiiiiab", padding: :random), 0, 32)`: `"9523A25E5B782A55E16BC7A7C0591B7F"`,
		`String.length(Ciphers.padded("text", padding: :random))`:                     `32`,
		`Ciphers.padded("text", padding: :pkcs_padding)`:                              `"08497D922FA836F78D4D64A6DD4090BF"`,
		`Ciphers.padded("iiiiiiiiiiiiiiii", encrypt: false, padding: :random)`:        `"085359EAC93C74AE498A5217B6B682F1"`,
		`Ciphers.padded("text", encrypt: false, padding: :zero)`:                      `{:error, {~c"api_ng.c", 638}, ~c"Can't finalize"}`,
		`Ciphers.padded("iiiiiiiiiiiiiiii", encrypt: false, padding: :pkcs_padding)`:  `{:error, {~c"api_ng.c", 638}, ~c"Can't finalize"}`,
		`Ciphers.padded("", encrypt: false, padding: :pkcs_padding)`:                  `{:error, {~c"api_ng.c", 638}, ~c"Can't finalize"}`,
		`Ciphers.padded("text", padding: :pkcs7)`:                                     `{:badarg, {~c"api_ng.c", 168}, ~c"Bad 'padding' option value"}`,
		`Ciphers.padded("text", padding: :zero, padding: :none)`:                      `{:badarg, {~c"api_ng.c", 157}, ~c"The 'padding' option is present more than once!"}`,
		`Ciphers.padded("text", encrypt: :x)`:                                         `{:badarg, {~c"api_ng.c", 152}, ~c"The 'encrypt' option must be a boolean!"}`,
		`Ciphers.padded("text", encrypt: true, encrypt: false)`:                       `{:badarg, {~c"api_ng.c", 144}, ~c"'encrypt' option is present more than once!"}`,
		`Ciphers.padded("text", [:x])`:                                                `{:badarg, {~c"api_ng.c", 139}, ~c"Options must be a property list!"}`,
		`Ciphers.padded("text", x: 1)`:                                                `{:badarg, {~c"api_ng.c", 174}, ~c"Bad tag in option: x"}`,
		`Ciphers.padded("text", :x)`:                                                  `{:badarg, {~c"api_ng.c", 120}, ~c"Options are not a boolean or a proper list"}`,
	} {
		if got := st.Eval(t, src); got != want {
			t.Errorf("%s\n got %s\nwant %s", src, got, want)
		}
	}
}
