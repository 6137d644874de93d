-- Plays requests that were built and signed beforehand; each is a 4-byte length and the raw request.
local began = os.clock()
local file = io.open(os.getenv("BENCH_REQUESTS"), "rb")
local data = file:read("*a")
local requests, place = {}, 1
while place < #data do
  local a, b, c, d = data:byte(place, place + 3)
  local length = a + b * 256 + c * 65536 + d * 16777216
  requests[#requests + 1] = data:sub(place + 4, place + 3 + length)
  place = place + 4 + length
end
data = nil
local reading = os.clock() - began
local number = 0
request = function()
  number = number % #requests + 1
  return requests[number]
end
-- Around the wanted pause, so that the connections do not march in step.
local pause = tonumber(os.getenv("BENCH_PAUSE") or "0")
if pause > 0 then
  delay = function() return math.floor(pause * (0.5 + math.random()) + 0.5) end
end
done = function(summary, latency)
  io.write(string.format("RESULT %f %f %f %d %f\n", summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout, reading))
end
