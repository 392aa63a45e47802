//! The hosts that are this machine.

use crate::support::parts;

#[test]
fn loopback_is_localhost_127_and_the_ipv6_address() {
    for host in ["localhost", "127.0.0.1", "127.0.0.2", "127.255.255.254", "[::1]"] {
        assert!(parts("http:", host).is_loopback(), "{host}");
    }
    let others = [
        "",
        "localhost.",
        "localhost.example",
        "foo.localhost",
        "127.0.0.1.example",
        "127.0.0",
        "127.example",
        "128.0.0.1",
        "10.0.0.1",
        "0.0.0.0",
        "169.254.169.254",
        "192.168.0.1",
        "::1",
        "[::]",
        "[::2]",
        "[::ffff:7f00:1]",
        "api.weixin.qq.com",
    ];
    for host in others {
        assert!(!parts("http:", host).is_loopback(), "{host}");
    }
}
