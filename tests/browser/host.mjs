// host.mjs - tenon-host in a process of its own: started for a suite, stopped or killed, started anew; and a wire to it that can be cut.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { connect, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const secret = randomBytes(32).toString('hex');
const running = new Set();

/** A token for this person or program. */
export function token_of(subject) {
  const part = what => Buffer.from(JSON.stringify(what)).toString('base64url');
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: subject, exp: Math.floor(Date.now() / 1000) + 3600 })}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

/** Listens when this is there: {url, port, end(signal), again()}. Takes the addresses of its clients from those who call it. */
export async function start_host(flags) {
  const host = { port: 0 };
  host.again = async () => {
    const program = spawn(process.env.TENON_HOST, ['--listen', `127.0.0.1:${host.port}`, '--trusted-proxy', '127.0.0.1', '--product', 'Tenon', ...flags],
      { env: { ...process.env, JWT_SECRET: secret }, stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = new Promise(resolve => { program.on('close', resolve); });
    running.add(program);
    ended.then(() => running.delete(program));
    host.end = signal => { program.kill(signal); return ended; };
    host.said = '';
    program.stderr.on('data', piece => { host.said += piece; });
    host.url = await address_of(program);
    host.port = Number(new URL(host.url).port);
  };
  await host.again();
  return host;
}

const address_of = program => new Promise((resolve, reject) => {
  let said = '';
  program.on('close', code => reject(new Error(`the host ended with ${code}: ${said.slice(-300)}`)));
  program.on('error', reject);
  for (const stream of [program.stdout, program.stderr]) stream.on('data', piece => {
    said += piece;
    const [, address] = / on (http:\/\/127\.0\.0\.1:\d+)\//.exec(said) ?? [];
    if (address) resolve(address);
  });
});

export const stop_hosts = () => Promise.all([...running].map(program => new Promise(resolve => { program.on('close', resolve); program.kill('SIGKILL'); })));

/** Another address of the same host, whose connections all end when it is cut. */
export async function wire(host) {
  const ends = new Set();
  const server = createServer(near => {
    const far = connect(host.port, '127.0.0.1');
    for (const [one, other] of [[near, far], [far, near]]) {
      ends.add(one);
      one.on('error', () => other.destroy()).on('close', () => { ends.delete(one); other.destroy(); });
      one.pipe(other);
    }
  });
  await new Promise(resolve => { server.listen(0, '127.0.0.1', resolve); });
  server.unref();
  const cut = async () => {
    for (let patience = 500; ends.size === 0 && patience > 0; patience--) await pause(20);
    assert.ok(ends.size > 0, 'nothing to cut');
    for (const end of ends) end.destroy();
  };
  return { url: `http://127.0.0.1:${server.address().port}`, cut };
}
