import ArgumentParser

import Yams
print("warm")
