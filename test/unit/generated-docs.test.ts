import { generatedFiles } from '../../docs/generate';

test.each(generatedFiles())('$path is what `npm run docs` writes', ({ current, wanted }) => {
  expect(current).toBe(wanted);
});
