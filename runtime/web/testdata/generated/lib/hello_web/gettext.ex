defmodule HelloWeb.Gettext do
  use Gettext.Backend, otp_app: :hello
end
