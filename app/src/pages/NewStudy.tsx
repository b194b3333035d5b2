export function NewStudy() {
  return null;
}
