-- tool_call.lua - wrk's side: POSTs of tools/call echo with unique ids, in the sessions that are given; one line of figures at the end.
--
-- Arguments after "--": ERA (modern or session), TOKEN ("" for none), then session ids, used in turn.

local era, token, sessions, shapes
local id, turn = 100000, 0

local modern_meta = ',"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",' ..
  '"io.modelcontextprotocol/clientInfo":{"name":"bench","version":"1"},"io.modelcontextprotocol/clientCapabilities":{}}'

function init(arguments)
  era, token = arguments[1], arguments[2]
  sessions = { table.unpack and table.unpack(arguments, 3) or unpack(arguments, 3) }
  if #sessions == 0 then sessions = { "" } end
  shapes = {}
  for i, session in ipairs(sessions) do
    local head = "POST " .. wrk.path .. " HTTP/1.1\r\nHost: " .. wrk.host .. ":" .. wrk.port ..
      "\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n"
    if era == "modern" then
      head = head .. "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: echo\r\n"
    else
      head = head .. "MCP-Protocol-Version: 2025-11-25\r\n"
      if session ~= "" then head = head .. "Mcp-Session-Id: " .. session .. "\r\n" end
    end
    if token ~= "" then head = head .. "Authorization: Bearer " .. token .. "\r\n" end
    shapes[i] = head
  end
end

function request()
  id = id + 1
  turn = turn % #shapes + 1
  local body = '{"jsonrpc":"2.0","id":' .. id .. ',"method":"tools/call","params":{"name":"echo","arguments":{"text":"hello"}' ..
    (era == "modern" and modern_meta or "") .. "}}"
  return shapes[turn] .. "Content-Length: " .. #body .. "\r\n\r\n" .. body
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("figures %d %d %d %d %d\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
