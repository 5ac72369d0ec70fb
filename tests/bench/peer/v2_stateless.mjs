// v2_stateless.mjs - the official TypeScript server 2.x as its documentation sets it up, one tool, on plain node:http.

import { createServer } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';

const handler = createMcpHandler(() => {
    const server = new McpServer({ name: 'peer', version: '1.0.0' });
    server.registerTool('echo', { description: 'Says the text again.', inputSchema: z.object({ text: z.string() }) }, async ({ text }) => ({
        content: [{ type: 'text', text }],
    }));
    return server;
});

const server = createServer(toNodeHandler(handler));
server.listen(0, '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${server.address().port}/mcp`));
