import { Output } from '../../src/encode/output';

const MIB = 1024 * 1024;

test('it keeps what was written while it grows', () => {
  const out = new Output(0);
  for (let i = 0; i < 100_000; i += 1) {
    out.reserve(1);
    out.bytes[out.length++] = i % 251;
  }
  expect(out.take().equals(Buffer.from(Array.from({ length: 100_000 }, (_, i) => i % 251)))).toBe(true);
});

test('bytes and view are the same memory, before and after growth', () => {
  const out = new Output();
  out.reserve(MIB);
  out.view.setInt32(0, 0x01020304, true);
  expect([...out.bytes.subarray(0, 4)]).toEqual([4, 3, 2, 1]);
});

test('it doubles while small, grows by steps when large, and to what one write needs', () => {
  const out = new Output(MIB);
  const growTo = (length: number) => {
    out.length = length - 1;
    out.reserve(1);
    return out.bytes.length;
  };
  expect(growTo(MIB)).toBe(MIB);
  expect(growTo(MIB + 1)).toBe(2 * MIB);
  out.reserve(62 * MIB);
  const large = out.bytes.length;
  expect(large).toBe(63 * MIB);
  expect(growTo(large + 1)).toBe(large + 16 * MIB);
});

test('what was taken is not written to again', () => {
  const out = new Output();
  out.reserve(1);
  out.bytes[out.length++] = 1;
  const taken = out.take();
  expect(out.length).toBe(0);
  out.reserve(1);
  out.bytes[out.length++] = 2;
  expect([...taken]).toEqual([1]);
  expect([...out.take()]).toEqual([2]);
  expect(out.take()).toHaveLength(0);
});
