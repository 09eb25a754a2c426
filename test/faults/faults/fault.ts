import type { Scene } from '../scene';

export interface Fault {
  /** As `--only` names it. */
  name: string;
  /** What is broken, for the table. */
  breaks: string;
  /** How the export ends, for the table. */
  ends: 'success' | 'failure, then success' | 'stopped, then success; or success';
  /** Drives one export through the fault, to its success: breaks, mends, and checks how it ends. */
  play(scene: Scene): Promise<void>;
}
