[
  inputs: ["{mix,.formatter,.iex}.exs", "{config,lib}/**/*.{ex,exs}"]
]
