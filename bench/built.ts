import path from 'node:path';
import { root } from '../local/paths';

/**
 * A module of src/ as the service runs it: built. What tsx makes of an import is a getter, which costs the encoder a
 * third of its speed.
 */
// eslint-disable-next-line @typescript-eslint/no-require-imports -- a name that is put together can't be imported
export const built = <Module>(name: string) => require(path.join(root, 'dist', name)) as Module;
