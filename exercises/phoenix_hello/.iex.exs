# Read by every prompt that is started in this folder: short names for what the
# exercises use most.
alias PhoenixHello.Receiver
