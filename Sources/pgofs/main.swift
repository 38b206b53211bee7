print("pgofs")
