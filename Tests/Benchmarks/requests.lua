-- Sends requests at random out of a file: each line is a token, a tab, and a body.
local requests = {}

function init(args)
    math.randomseed(os.time() + tonumber(tostring(requests):match("0x(%x+)"), 16) % 65536)
    for line in io.lines(args[1]) do
        local token, body = line:match("^([^\t]*)\t(.*)$")
        local headers = {
            ["Content-Type"] = "application/json",
            ["Accept"] = "application/graphql-response+json",
            ["Authorization"] = "Bearer " .. token,
        }
        requests[#requests + 1] = wrk.format("POST", "/graphql", headers, body)
    end
end

function request()
    return requests[math.random(#requests)]
end

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format(
        'RESULT {"requests":%d,"seconds":%.6f,"bytes":%d,"p50":%.1f,"p99":%.1f,"failed":%d}\n',
        summary.requests, summary.duration / 1e6, summary.bytes, latency:percentile(50), latency:percentile(99),
        errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
