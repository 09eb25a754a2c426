/** Where the MongoDB of the run listens. */
export function mongoAddress(url = process.env.MONGO_DB_CONNECTION_URL!): { host: string; port: number } {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port || 27_017) };
}

/** The URL of a way to it on another port of this machine: with its login, and without asking it for other members. */
export function mongoUrlThrough(port: number, url = process.env.MONGO_DB_CONNECTION_URL!): string {
  const through = new URL(url);
  through.host = `127.0.0.1:${port}`;
  through.pathname ||= '/';
  through.searchParams.set('directConnection', 'true');
  return through.href;
}
