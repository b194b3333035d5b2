export function Research() {
  return null;
}
