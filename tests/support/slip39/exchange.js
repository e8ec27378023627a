// The other side of the interoperability test: reads one JSON order from standard input, works with npm's slip39,
// writes one JSON answer. {"do": "recover", "shares": [...]} or {"do": "split", "secret": hex, "threshold": M,
// "members": N}. Run in the folder that holds node_modules.
const { createRequire } = require('module');
const Slip39 = createRequire(process.cwd() + '/')('slip39');

const order = JSON.parse(require('fs').readFileSync(0, 'utf8'));
let answer;
try {
    if (order.do === 'recover') {
        answer = { secret: Buffer.from(Slip39.recoverSecret(order.shares, '')).toString('hex') };
    } else {
        const set = Slip39.fromArray([...Buffer.from(order.secret, 'hex')], {
            passphrase: '',
            threshold: 1,
            groups: [[order.threshold, order.members, 'holders']],
            iterationExponent: 0,
            extendableBackupFlag: 0,
        });
        answer = { shares: set.fromPath('r/0').mnemonics };
    }
} catch (error) {
    answer = { error: String(error.message) };
}
process.stdout.write(JSON.stringify(answer));
