//! Why an address is not fetched.

kernel::refusals! {
    /// Not http or https, with a name and password, or nonsense.
    ADDRESS = "outbound.address", "地址无法识别，只能使用 http 或 https 地址。";
    /// An internal address, outright, by its name or after a redirect.
    PRIVATE = "outbound.private", "不能访问内部网络的地址。";
    /// Nobody there, or no connection.
    UNREACHABLE = "outbound.unreachable", "无法访问该地址。";
    /// The whole request took too long.
    SLOW = "outbound.slow", "对方答复过慢，已停止读取。";
    /// More than the limit, counted after decompression.
    TOO_LARGE = "outbound.too_large", "对方答复的内容过大，已停止读取。";
    /// Around in a circle, or to nowhere.
    REDIRECTS = "outbound.redirects", "对方转向的次数过多或地址不明。";
    /// Neither a success nor “not modified”.
    STATUS = "outbound.status", "对方没有给出所要的内容。";
    /// The answer broke off or its compression is damaged.
    BROKEN = "outbound.broken", "读取中断，内容不完整。";
}
