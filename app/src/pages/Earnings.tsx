export function Earnings() {
  return null;
}
