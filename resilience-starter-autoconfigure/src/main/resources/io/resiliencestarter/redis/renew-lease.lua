-- Renews the lease of one member of a budget, or takes or ends it. All of it or nothing happens, on the server's
-- clock, so the leases never add up to more than the budget.
--
-- KEYS  1  the members: 'm:' and the name of each, "sequence lease wants since session"; since is when its lease had
--          ended, or 0. '=' are the sums over all, in JSON
--       2  when to look at each member next: at the end of its lease, and after that from time to time
-- ARGV  1  member   2 session   3 sequence   4 the last that was answered   5 holds, below 0 to leave   6 wants
--       7  most   8 total   9 floor   10 heartbeat in ms   11 lease in ms   12 seen
--      13  when it was asked for what it has seen, or 0   14 number of members that it has looked for
--      15... of each of these: name, since, sessions; then of each name of sessions that it has seen: name, sessions
--
-- Costs O(log members + different wants), and O(members) for who was asked what it sees.
local members, looks = KEYS[1], KEYS[2]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local name, session, sequence, answered = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local holds, wants, most = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local total, floor = tonumber(ARGV[8]), tonumber(ARGV[9])
local heartbeat, lease, seen = tonumber(ARGV[10]), tonumber(ARGV[11]), tonumber(ARGV[12])
local asked, last = tonumber(ARGV[13]), 14 + 3 * tonumber(ARGV[14])

-- leased: sum of all leases; lapsed: of those that have ended; live: members that have not; wants: how often each
-- number is wanted; learns: until then and until somebody has looked, members may be missing that the store has lost,
-- or 0; short: until then some member cannot get what is fair; looks: until then looker is busy looking; at: when the
-- last request was
local sums = redis.call('HGET', members, '=')
if sums then
  sums = cjson.decode(sums)
elseif holds < 0 then
  return { 0, 0, 0, 0, 0 }
else
  sums = { leased = 0, lapsed = 0, live = 0, total = 0, wants = {},
    learns = now + lease, short = 0, looks = 0, looker = '', at = now }
end

local function read(member)
  local text = redis.call('HGET', members, 'm:' .. member)
  if not text then
    return nil
  end
  local s, l, w, since, label = string.match(text, '^(%d+) (%d+) (%d+) (%d+) (.*)$')
  return { sequence = tonumber(s), lease = tonumber(l), wants = tonumber(w), since = tonumber(since), session = label }
end

local function write(member, it)
  redis.call('HSET', members, 'm:' .. member,
    string.format('%d %d %d %d %s', it.sequence, it.lease, it.wants, it.since, it.session))
end

local function count(it, sign)
  sums.leased = sums.leased + sign * it.lease
  if it.since > 0 then
    sums.lapsed = sums.lapsed + sign * it.lease
  else
    local key = tostring(it.wants)
    sums.live = sums.live + sign
    sums.wants[key] = (sums.wants[key] or 0) + sign
    if sums.wants[key] == 0 then
      sums.wants[key] = nil
    end
  end
end

local function remove(member)
  redis.call('HDEL', members, 'm:' .. member)
  redis.call('ZREM', looks, member)
end

local function save()
  redis.call('HSET', members, '=', cjson.encode(sums))
  redis.call('PEXPIRE', members, 20 * lease)
  redis.call('PEXPIRE', looks, 20 * lease)
end

local me = read(name)
if me and sequence <= me.sequence then
  return { -1 }
end
local me_knows_better = answered > 0 and (not me or me.sequence < answered)
local is_back = not me or tonumber(redis.call('ZSCORE', looks, name) or 0) <= now
if me then
  count(me, -1)
end
if holds < 0 then
  remove(name)
  save()
  return { 0, 0, 0, sums.live, 0 }
end

for i = 15, last, 3 do
  local it = read(ARGV[i])
  if it and it.since > 0 and it.since == tonumber(ARGV[i + 1]) and ARGV[i] ~= name then
    local sessions = tonumber(ARGV[i + 2])
    count(it, -1)
    if sessions == 0 then
      remove(ARGV[i])
    else
      it.lease = math.min(it.lease, math.max(sessions, floor))
      it.since = now
      count(it, 1)
      write(ARGV[i], it)
    end
  end
end

-- Members that were not heard of until all have come back, or are down to their floor, are paused. They have what there
-- is of them on the server, under the name of their sessions, whatever is known here
local function find_lost()
  local names, applications = {}, {}
  local all = redis.call('HGETALL', members)
  for i = 1, #all, 2 do
    local member = string.match(all[i], '^m:(.*)$')
    local label = member and read(member).session or ''
    names[label] = member
    applications[string.match(label, '^(.*)/') or ''] = true
  end
  names[session] = name
  applications[string.match(session, '^(.*)/') or ''] = true
  for i = last + 1, #ARGV, 2 do
    local label, sessions = ARGV[i], tonumber(ARGV[i + 1])
    local member, application = names[label], string.match(label, '^(.*)/')
    local it = member and member ~= name and read(member)
    if it and it.since > 0 and it.lease < sessions then
      count(it, -1)
      it.lease = sessions
      count(it, 1)
      write(member, it)
    elseif not member and application and applications[application] then
      it = { sequence = 0, lease = math.max(sessions, floor), wants = 0, since = now, session = label }
      count(it, 1)
      write('~' .. label, it)
      redis.call('ZADD', looks, now + heartbeat, '~' .. label)
    end
  end
end
if session ~= '' and (not me or me.session ~= session) then
  local it = read('~' .. session)
  if it then
    count(it, -1)
    remove('~' .. session)
  end
end
local overdue = sums.learns > 0 and now - sums.learns or -1
if overdue >= 0 and ((asked >= sums.learns and seen ~= -1) or overdue >= 2 * lease) then
  -- If nobody manages to look for so long, they have to do without
  find_lost()
  sums.learns = 0
end

-- Those whose lease has ended keep it until somebody has looked. For who cannot look, they are back at their floor
-- after one more lease, and forgotten after ten. A member without a connection would have to open one to look, so that
-- is left to those who have one, if there are any.
local can_look = holds > 0 or sums.leased == sums.lapsed
local lapsed = {}
for _, member in ipairs(redis.call('ZRANGEBYSCORE', looks, '-inf', now, 'LIMIT', 0, 10)) do
  local it = read(member)
  if not it then
    redis.call('ZREM', looks, member)
  elseif member ~= name and (can_look or it.since == 0) then
    count(it, -1)
    local unseen = 0
    if it.since == 0 then
      it.since = now
    elseif seen == -2 or it.session == '' then
      unseen = now - it.since
    end
    if unseen > lease then
      it.lease = math.min(it.lease, floor)
    end
    if unseen > 10 * lease then
      remove(member)
    else
      count(it, 1)
      write(member, it)
      redis.call('ZADD', looks, can_look and now + heartbeat or now, member)
      if can_look then
        lapsed[#lapsed + 1] = member
        lapsed[#lapsed + 1] = tostring(it.since)
        lapsed[#lapsed + 1] = it.session
      end
    end
  end
end

me = { sequence = sequence, lease = holds, wants = wants, since = 0, session = session }
count(me, 1)
if total > 0 then
  sums.total = total
else
  total = sums.total
end
if total == 0 then
  -- Nobody knows yet. One connection each is needed to find out
  total = sums.leased - math.min(holds, 1) + 1
  most = 1
end

-- What is fair: the largest level at which all get what they want up to there, or if there is more than enough, an
-- equal part of what is left
local function fair(available)
  local kinds, sum = {}, 0
  for want, number in pairs(sums.wants) do
    kinds[#kinds + 1] = tonumber(want)
    sum = sum + want * number
  end
  if sum <= available then
    return wants + math.floor((available - sum) / sums.live), 0
  end
  table.sort(kinds)
  local left, number = math.max(0, available), sums.live
  for _, want in ipairs(kinds) do
    if want * number >= left then
      break
    end
    left = left - want * sums.wants[tostring(want)]
    number = number - sums.wants[tostring(want)]
  end
  local level = math.floor(left / number)
  return math.min(wants, level), (wants > level) and left % number or 0
end

-- One is kept for a newcomer, unless there are more members than connections
local spare = (total - sums.lapsed > sums.live) and 1 or 0
local share, extra = fair(total - sums.lapsed - spare)
local limit = share
if extra > 0 and sums.short <= now then
  limit = share + 1
end
limit = math.min(most, math.max(limit, math.min(1, holds)))
local free = total - sums.leased
if holds > 0 then
  free = free - spare
end
-- A server that was started anew with older data, or has lost its last writes: a member knows better, or none has been
-- heard of for long
if me_knows_better or (is_back and now - sums.at > 2 * heartbeat) then
  sums.learns = now + lease
end
sums.at = now
local early = now + lease - heartbeat
if seen == 0 and sums.learns <= early then
  sums.learns = 0
end
local granted = holds
local learning = sums.learns > 0
-- Who does not know yet what its sessions are called would be taken for two by who looks. Others come back first, unless
-- there are none; who has no connection looks if none of those who have some does. One at a time, as it may have to open a
-- connection for that, and not always the same
local unnamed = session == '' and seen == -1
local look = unnamed and holds > 0
if learning then
  local alone = sums.leased - holds == sums.lapsed
  local due = sums.learns + (holds == 0 and lease or 0)
  look = look or due <= now or (alone and sums.learns <= early)
end
look = look and sums.looks + (sums.looker == name and heartbeat or 0) <= now
if look then
  sums.looks = now + heartbeat
  sums.looker = name
end
if learning then
  -- Who cannot see others gets by with one until it is known who there is
  if seen == -2 and holds == 0 then
    granted = math.max(0, math.min(1, free))
  end
else
  granted = holds + math.max(0, math.min(limit - holds, free))
end
local leased = sums.leased + granted - holds
if leased > total - spare or (not learning and granted < math.min(wants, share)) then
  sums.short = now + 2 * heartbeat
end
-- Nobody has to give up what nobody needs
local target = granted
if sums.short > now then
  target = math.min(granted, limit)
end
sums.leased = leased
me.lease = granted
write(name, me)
redis.call('ZADD', looks, now + lease, name)
save()

local answer = { granted, target, sums.total, sums.live, look and now or 0 }
for _, value in ipairs(lapsed) do
  answer[#answer + 1] = value
end
return answer
