"""The proof: unit, contract, flows, quality and bench."""
