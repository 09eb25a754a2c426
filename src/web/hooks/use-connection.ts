import { useEffect, useState } from 'preact/hooks';
import { connection, type Connection } from '../connection';

export function useConnection(): Connection {
  const [current, setCurrent] = useState(connection.get);
  useEffect(() => {
    const follow = () => setCurrent(connection.get());
    follow();
    return connection.subscribe(follow);
  }, []);
  return current;
}
