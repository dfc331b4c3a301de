# Each prompt that starts in this folder reads this file. It defines short names of the
# modules that the exercises use most.
alias PhoenixHello.Receiver
