/** Runs `npm run build` where dist/ is missing or older than src/. */
export function build(root: string): Promise<void>;
