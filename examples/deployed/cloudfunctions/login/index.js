// A cloud function of the sandbox.
exports.main = async (event) => ({ echo: event });
