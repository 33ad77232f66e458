-- Sends chat completions, every one with a prompt of its own, and checks every answer.
-- wrk ... -s chat.lua URL -- plain|stream MODEL RUN
local threads = {}

function setup(thread)
  table.insert(threads, thread)
  thread:set("number", #threads)
end

function init(args)
  kind, model, run = args[1], args[2], args[3]
  sent, answered, wrong, example = 0, 0, 0, ""
  stream = kind == "stream"
  headers = {
    ["Content-Type"] = "application/json",
    ["Authorization"] = "Bearer sk-bench",
    ["Accept"] = stream and "text/event-stream" or "application/json",
  }
  before = '{"model":"' .. model .. '",' .. (stream and '"stream":true,' or "")
    .. '"messages":[{"role":"system","content":"You are the travel desk of a small company. '
    .. 'Answer in one or two sentences."},{"role":"user","content":"Booking '
    .. run .. "-" .. number .. "-"
  after = ': which trains go from Lyon to Turin on a weekday morning, and which one is best '
    .. 'with a heavy suitcase?"}],"temperature":0.2,"max_tokens":200,"user":"bench"}'
end

function request()
  sent = sent + 1
  return wrk.format("POST", nil, headers, before .. sent .. after)
end

local function right(status, body)
  if status ~= 200 then
    return false
  end
  if stream then
    -- First word, last word, the end; and nothing behind it.
    return body:find('"content":"The"', 1, true) ~= nil and body:find('"content":" suitcase."', 1, true) ~= nil
      and body:find("data: [DONE]\n\n", -16, true) ~= nil
  end
  return body:find('"content":"The 08:42 from Lyon', 1, true) ~= nil
    and body:find('"total_tokens":88', 1, true) ~= nil
end

function response(status, _, body)
  answered = answered + 1
  if not right(status, body) then
    wrong = wrong + 1
    if example == "" then
      example = status .. " " .. body:sub(1, 300):gsub("%s+", " ")
    end
  end
end

-- One line for bench/run: what wrk prints itself is for people.
function done(summary, latency)
  local wrongs, answers, sents, first = 0, 0, 0, ""
  for _, thread in ipairs(threads) do
    wrongs = wrongs + thread:get("wrong")
    answers = answers + thread:get("answered")
    sents = sents + thread:get("sent")
    if first == "" then
      first = thread:get("example")
    end
  end
  local e = summary.errors
  io.write(string.format("RESULT %.1f %d %d %d %d %d %d %d %s\n",
    summary.requests / (summary.duration / 1e6), latency:percentile(50), latency:percentile(99),
    latency.max, sents, answers, wrongs, e.connect + e.read + e.write + e.timeout, first))
end
