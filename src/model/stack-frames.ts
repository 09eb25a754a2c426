/** An error's stack without its message, which may quote a log, and may even have lines that look like frames. */
export function stackFrames({ stack = '', message }: Error): string[] {
  const start = message === '' ? -1 : stack.indexOf(message);
  const below = start === -1 ? stack : stack.slice(start + message.length);
  return below.split('\n').filter((line) => /^ {4}at /.test(line));
}
