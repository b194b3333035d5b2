// Helia 7 is written for Node 22: this adds what Node 20 lacks. Must be the first import.
Promise.withResolvers ??= () => {
  let resolve, reject;
  const promise = new Promise((_resolve, _reject) => {
    resolve = _resolve;
    reject = _reject;
  });
  return { promise, resolve, reject };
};
