import type { Config } from '../../src/config';
import { openObjects } from '../../src/objects/open';
import { openStores } from '../../src/stores/open';

/** The stores of a configuration, with its object store, as the entry points open them. */
export function openAllStores(config: Config) {
  const objects = openObjects(config);
  return { ...openStores(config, objects.locate), objects };
}
