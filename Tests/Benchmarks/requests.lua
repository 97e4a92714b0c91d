-- Sends requests at random out of a file: each line is a token, a tab, and a body.
-- In a body, NEVER_SEEN becomes a name that no request had before.
local requests = {}
local number = 0
local run

function init(args)
    math.randomseed(os.time() + tonumber(tostring(requests):match("0x(%x+)"), 16) % 65536)
    run = string.format("a%x_%x_", os.time(), math.random(0, 2 ^ 30))
    for line in io.lines(args[1]) do
        local token, body = line:match("^([^\t]*)\t(.*)$")
        local headers = {
            ["Content-Type"] = "application/json",
            ["Accept"] = "application/graphql-response+json",
            ["Authorization"] = "Bearer " .. token,
        }
        if body:find("NEVER_SEEN", 1, true) then
            requests[#requests + 1] = {headers = headers, body = body}
        else
            requests[#requests + 1] = wrk.format("POST", "/graphql", headers, body)
        end
    end
end

function request()
    local chosen = requests[math.random(#requests)]
    if type(chosen) == "string" then return chosen end
    number = number + 1
    return wrk.format("POST", "/graphql", chosen.headers, (chosen.body:gsub("NEVER_SEEN", run .. number)))
end

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format(
        'RESULT {"requests":%d,"seconds":%.6f,"bytes":%d,"p50":%.1f,"p99":%.1f,"failed":%d}\n',
        summary.requests, summary.duration / 1e6, summary.bytes, latency:percentile(50), latency:percentile(99),
        errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
