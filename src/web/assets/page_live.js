// page_live.js - how the page hears of changes: server-sent events, else a WebSocket, else by asking every few seconds.
//
// What arrives is a hint. The truth is the view, which `look` fetches; so a message that is lost costs a moment, never a state.
function connect({ look, hear, show }) {
  let stream = null, failures = 0, again = 0, poll = 0, rest = 0, beat = 0, closed = document.visibilityState !== 'visible', was = '';

  const state = word => { if (word !== was) show(was = word); };
  const shown = () => document.visibilityState === 'visible';

  function open() {
    clearTimeout(again);
    shut();
    if (closed) return;
    if (data.socket && failures % 2 === 1) open_socket();
    else open_events();
  }

  function open_events() {
    const source = stream = new EventSource(`${data.api}/events?after=${hear.version()}`);
    source.onopen = () => came_up(source);
    source.onerror = () => went_down(source);
    for (const name of ['state', 'deadline', 'presence'])
      source.addEventListener(name, event => { if (stream === source) hear.message(name, JSON.parse(event.data)); });
  }

  function open_socket() {
    const address = new URL(data.socket, location);
    address.protocol = address.protocol.replace('http', 'ws');
    const socket = stream = new WebSocket(address);
    socket.onopen = () => {
      came_up(socket);
      look();
      beat = setInterval(() => socket.send(JSON.stringify({ type: 'ping', timestamp: new Date().toISOString() })), 30000);
    };
    socket.onclose = () => went_down(socket);
    socket.onmessage = event => {
      const { type } = JSON.parse(event.data);
      if (/^(session_|feedback_|deadline_|multi_)/.test(type)) look();
    };
  }

  function came_up(source) {
    if (stream !== source) return;
    failures = 0;
    clearTimeout(poll);
    poll = 0;
    state('live');
  }

  // Each time twice as long, and never two pages at the same moment.
  function went_down(source) {
    if (stream !== source) return;
    shut();
    ++failures;
    again = setTimeout(open, Math.random() * 1000 * Math.min(30, 2 ** (failures - 1)));
    if (failures >= 3 && !poll) ask_again(0);
  }

  function ask_again(wait) {
    poll = setTimeout(async () => {
      const answered = !shown() || await look();
      state(answered ? 'polling' : 'offline');
      if (poll) ask_again(5000 + Math.random() * 5000);
    }, wait);
  }

  function shut() {
    clearInterval(beat);
    const old = stream;
    stream = null;
    old?.close();
  }

  // A browser has six connections for all its pages of an HTTP/1.1 server, so a page that nobody looks at lets go of its own.
  function sleep() {
    closed = true;
    clearTimeout(again);
    clearTimeout(poll);
    poll = 0;
    shut();
  }

  function wake() {
    clearTimeout(rest);
    rest = 0;
    look();
    if (closed || stream?.readyState !== 1) {
      closed = false;
      failures = Math.min(failures, 2);
      open();
    }
  }

  document.addEventListener('visibilitychange', () => {
    if (shown()) return wake();
    rest = setTimeout(sleep, 15000);
  });
  addEventListener('online', wake);
  addEventListener('offline', () => { state('offline'); shut(); failures = Math.max(failures, 3); if (!poll) ask_again(5000); });
  addEventListener('pageshow', event => { if (event.persisted) wake(); });
  addEventListener('pagehide', shut);
  open();
}
