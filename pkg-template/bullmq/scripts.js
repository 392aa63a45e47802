// What workers share beside BullMQ's queues, as scripts that Redis runs as a whole. Redis' own clock decides, in milliseconds.

const NOW = `
local time = redis.call("TIME")
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

// A place for one API request. It is held from before the request until a second after its end, when it can no longer arrive:
// what is held is never more than the rate, so no second of the platform's clock sees more.
// KEYS: places, the merchant's requests, its state, its parking, since when places are counted.
// ARGV: request, rate (0: none), time after the end, longest time of a request, requests of a merchant at once, whether a call has begun.
const TAKE = `${NOW}
local rate, after, lease = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
if ARGV[6] == "0" then
  local parked = redis.call("GET", KEYS[4])
  if parked then return { "parked", parked } end
  local paused = tonumber(redis.call("HGET", KEYS[3], "until") or 0)
  if paused > now then return { "paused", paused - now } end
end
redis.call("ZREMRANGEBYSCORE", KEYS[2], "-inf", now)
if redis.call("ZCARD", KEYS[2]) >= tonumber(ARGV[5]) then return { "busy", 0 } end
if rate > 0 then
  -- Redis may have lost what was held, and begins after as long a time.
  local since = redis.call("GET", KEYS[5])
  if not since then
    redis.call("SET", KEYS[5], now)
    return { "wait", after }
  end
  if now - since < after then return { "wait", after - (now - since) } end
  redis.call("ZREMRANGEBYSCORE", KEYS[1], "-inf", now)
  if redis.call("ZCARD", KEYS[1]) >= rate then
    local first = redis.call("ZRANGE", KEYS[1], 0, 0, "WITHSCORES")
    return { "wait", first[2] - now }
  end
  redis.call("ZADD", KEYS[1], now + lease, ARGV[1])
  redis.call("PEXPIRE", KEYS[1], lease)
end
redis.call("ZADD", KEYS[2], now + lease, ARGV[1])
redis.call("PEXPIRE", KEYS[2], lease)
return { "go", tonumber(redis.call("HGET", KEYS[3], "pauses") or 0) }
`;

// The end of a request. KEYS: places, the merchant's requests. ARGV: request, time after the end (0: it was not sent, or there is no rate).
const LEAVE = `${NOW}
local after = tonumber(ARGV[2])
redis.call("ZREM", KEYS[2], ARGV[1])
if after > 0 then
  redis.call("ZADD", KEYS[1], now + after, ARGV[1])
  if redis.call("PTTL", KEYS[1]) < after then redis.call("PEXPIRE", KEYS[1], after) end
else
  redis.call("ZREM", KEYS[1], ARGV[1])
end
return { "left" }
`;

// A merchant's quota refused a request: the merchant rests, or is asked no more in this run.
// KEYS: the merchant's state, its parking, the gap of all. ARGV: errcode, pauses when the request began, length of a pause, most pauses,
// the error as JSON, least gap, largest gap, how long to remember.
const REFUSED = `${NOW}
local pause, remember = tonumber(ARGV[3]), tonumber(ARGV[8])
if redis.call("EXISTS", KEYS[2]) == 1 then return { "parked", 0 } end
if ARGV[1] == "45011" then
  local pauses = tonumber(redis.call("HGET", KEYS[1], "pauses") or 0)
  -- Requests that were under way together are refused together: they count once.
  if pauses > tonumber(ARGV[2]) then
    local left = tonumber(redis.call("HGET", KEYS[1], "until") or 0) - now
    return { "paused", math.max(left, 1), 0 }
  end
  local gap = math.min(math.max(tonumber(redis.call("GET", KEYS[3]) or 0) * 2, tonumber(ARGV[6])), tonumber(ARGV[7]))
  redis.call("SET", KEYS[3], gap, "PX", math.ceil(gap * 10))
  if pauses + 1 < tonumber(ARGV[4]) then
    redis.call("HSET", KEYS[1], "pauses", pauses + 1, "until", now + pause)
    redis.call("PEXPIRE", KEYS[1], pause + 3600000)
    return { "paused", pause, math.ceil(gap) }
  end
end
redis.call("DEL", KEYS[1])
redis.call("SET", KEYS[2], ARGV[5], "PX", remember)
return { "parked", 1 }
`;

// A merchant's request succeeded after a pause. KEYS: its state.
const SUCCEEDED = `
redis.call("HDEL", KEYS[1], "pauses")
return { "succeeded" }
`;

// Remembers a field of a run until the run is over, or for as long. KEYS: hash. ARGV: field, value, milliseconds.
const REMEMBER = `
redis.call("HSET", KEYS[1], ARGV[1], ARGV[2])
redis.call("PEXPIRE", KEYS[1], ARGV[3])
return { "remembered" }
`;

// Which start of which server has the keys; of a cluster that is one of many. Empty where a server does not say so. KEYS: any of them.
const SERVER = `
local info = redis.pcall("INFO", "server")
return { type(info) == "string" and string.match(info, "run_id:(%w+)") or "" }
`;

/** @type {{ [name: string]: { numberOfKeys: number, lua: string } }} */
export const SCRIPTS = {
  wechatFleetTake: { numberOfKeys: 5, lua: TAKE },
  wechatFleetLeave: { numberOfKeys: 2, lua: LEAVE },
  wechatFleetRefused: { numberOfKeys: 3, lua: REFUSED },
  wechatFleetSucceeded: { numberOfKeys: 1, lua: SUCCEEDED },
  wechatFleetRemember: { numberOfKeys: 1, lua: REMEMBER },
  wechatFleetServer: { numberOfKeys: 1, lua: SERVER },
};
