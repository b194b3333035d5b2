export function Grant() {
  return null;
}
