//! The catalogue of findings: stable codes, and what they mean in English and Chinese. The module itself uses the codes
//! alone; the texts are for the build, which writes them for JavaScript.

macro_rules! catalogue {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $code:literal, $english:literal, $chinese:literal;)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $(#[doc = concat!("`", $code, "`: ", $english)] $variant,)*
        }

        impl $name {
            /// All of them, the most telling first.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];

            /// The stable code as JavaScript sees it.
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $code,)* }
            }

            /// What it means, in English.
            pub const fn english(self) -> &'static str {
                match self { $($name::$variant => $english,)* }
            }

            /// What it means, in Chinese.
            pub const fn chinese(self) -> &'static str {
                match self { $($name::$variant => $chinese,)* }
            }
        }
    };
}

catalogue! {
    /// Why a package is refused: the `reason` of `BAD_PACKAGE`, and the code of a finding of level error. Where there are
    /// several, the first in this order is the error's.
    Reason {
        NoEndRecord = "NO_END_RECORD", "no end record: this is no zip, or its end is missing", "没有找到 zip 的目录结束记录：不是 zip 文件，或文件末尾缺失";
        NoDirectory = "NO_DIRECTORY", "the end record names a directory that is not there", "目录结束记录指向的目录不存在";
        TooManyEntries = "TOO_MANY_ENTRIES", "more entries, or longer names, than allowed", "条目数或名称总长度超过上限";
        SeveralDisks = "SEVERAL_DISKS", "the zip is one part of several", "这是分卷 zip 的其中一卷";
        Zip64Mismatch = "ZIP64_MISMATCH", "ZIP64 fields are missing or disagree with the others", "ZIP64 字段缺失，或与其他字段不一致";
        SecondEndRecord = "SECOND_END_RECORD", "a second end record could be read instead", "存在第二条可被读取的目录结束记录";
        CountMismatch = "COUNT_MISMATCH", "the directory does not have as many entries as the end record says", "目录中的条目数与目录结束记录不一致";
        DirectoryDamaged = "DIRECTORY_DAMAGED", "the directory cannot be read to its end", "目录无法完整读取";
        MissingBytes = "MISSING_BYTES", "bytes of the zip are missing", "zip 缺少部分字节";
        PrependedBytes = "PREPENDED_BYTES", "there are bytes in front of the zip", "zip 之前有多余的字节";
        TrailingBytes = "TRAILING_BYTES", "there are bytes behind the end record", "目录结束记录之后有多余的字节";
        UnexplainedBytes = "UNEXPLAINED_BYTES", "there are bytes that belong to no entry", "存在不属于任何条目的字节";
        DuplicateName = "DUPLICATE_NAME", "another entry has the same name", "有另一个同名的条目";
        Overlap = "OVERLAP", "its data overlaps with another entry or the directory", "数据与其他条目或目录重叠";
        LocalHeaderMissing = "LOCAL_HEADER_MISSING", "there is no local header where the directory says", "目录所指的位置没有本地文件头";
        HeaderMismatch = "HEADER_MISMATCH", "its local header disagrees with the directory", "本地文件头与目录不一致";
        DescriptorMismatch = "DESCRIPTOR_MISMATCH", "its data descriptor is missing or wrong", "数据描述符缺失或有误";
        Encrypted = "ENCRYPTED", "it is encrypted", "条目已加密";
        Method = "METHOD", "it is compressed by another method than deflate", "使用了 deflate 以外的压缩方法";
        TooManyBytes = "TOO_MANY_BYTES", "unpacked, the package is larger than allowed", "解压后的大小超过上限";
        Ratio = "RATIO", "unpacked, it is more than 1000 times its compressed size", "解压后的大小超过压缩大小的 1000 倍";
        DeflateDamaged = "DEFLATE_DAMAGED", "its compressed data is damaged or cut off", "压缩数据损坏或不完整";
        DeflateTrailing = "DEFLATE_TRAILING", "there are bytes behind its compressed data", "压缩数据之后有多余的字节";
        SizeMismatch = "SIZE_MISMATCH", "its size is not the one in the directory", "大小与目录不一致";
        CrcMismatch = "CRC_MISMATCH", "its CRC-32 is not the one in the directory", "CRC-32 与目录不一致";
        DirectoryData = "DIRECTORY_DATA", "it is a directory, but has contents", "条目是目录，却含有内容";
        SymlinkOutside = "SYMLINK_OUTSIDE", "a symbolic link that points out of the package", "指向代码包之外的符号链接";
        Symlink = "SYMLINK", "a symbolic link, which is never extracted", "符号链接，不会被解压";
        BelowSymlink = "BELOW_SYMLINK", "it is below a symbolic link", "位于符号链接之下";
        SpecialFile = "SPECIAL_FILE", "it is neither file, directory nor symbolic link", "既不是文件、目录，也不是符号链接";
        NameEmpty = "NAME_EMPTY", "it has no name, or an empty part in it", "名称为空，或含有空的路径段";
        NameAbsolute = "NAME_ABSOLUTE", "its name is absolute", "名称是绝对路径";
        NameDots = "NAME_DOTS", "its name has a part `.` or `..`", "名称含有 `.` 或 `..` 路径段";
        NameBackslash = "NAME_BACKSLASH", "its name has a backslash", "名称含有反斜杠";
        NameColon = "NAME_COLON", "its name has a colon, as drive letters and streams have", "名称含有冒号（盘符或数据流）";
        NameNul = "NAME_NUL", "its name has a NUL", "名称含有 NUL 字符";
        NameDevice = "NAME_DEVICE", "its name is a device's on Windows", "名称是 Windows 的设备名";
        NameTrailing = "NAME_TRAILING", "a part of its name ends in a dot or a space", "名称的某一段以点或空格结尾";
        NameUndecodable = "NAME_UNDECODABLE", "its name is neither UTF-8 nor GBK", "名称既不是 UTF-8 也不是 GBK";
        PathConflict = "PATH_CONFLICT", "another entry takes the same path for a file", "有另一个条目以文件占用了同一路径";
        NameCollision = "NAME_COLLISION", "another name differs in case or Unicode form alone", "与另一个名称仅大小写或 Unicode 形式不同";
        GitFolder = "GIT_FOLDER", "a `.git` folder: history, and often credentials", "`.git` 目录：包含提交历史，往往还有凭证";
    }
}

catalogue! {
    /// The codes of findings of level warning and info.
    Notice {
        NoIndex = "NO_INDEX", "there is no `index.js` in the root, which the platform runs", "根目录没有 `index.js`，平台运行的正是这个文件";
        OneFolder = "ONE_FOLDER", "everything is inside one folder", "所有文件都在同一个文件夹内";
        NoExportsMain = "NO_EXPORTS_MAIN", "`index.js` does not seem to export `main`", "`index.js` 似乎没有导出 `main`";
        PackageJson = "PACKAGE_JSON", "`package.json` cannot be read", "`package.json` 无法解析";
        NoNodeModules = "NO_NODE_MODULES", "dependencies are declared, but there is no `node_modules`", "声明了依赖，但没有 `node_modules`";
        NativeModule = "NATIVE_MODULE", "a native module, built for one system", "原生模块，只能在特定系统上运行";
        InstallScripts = "INSTALL_SCRIPTS", "`package.json` has install scripts, which the platform does not run", "`package.json` 含有安装脚本，平台不会执行";
        EnvFile = "ENV_FILE", "a file of environment variables, which often holds secrets", "环境变量文件，往往含有密钥";
        PrivateKey = "PRIVATE_KEY", "a private key", "私钥";
        MacOsFolder = "MACOSX_FOLDER", "`__MACOSX`: leftovers of macOS", "`__MACOSX`：macOS 压缩时的残留";
        LongSegment = "LONG_SEGMENT", "a part of its name has more than 255 bytes", "名称的某一段超过 255 字节";
        Unpacked = "UNPACKED_SIZE", "unpacked, the package is over the platform's 500 MB", "解压后超过平台的 500 MB 上限";
        GbkNames = "GBK_NAMES", "names are in GBK, without saying so", "名称使用 GBK 编码，但未作标注";
    }
}

impl Reason {
    /// Whether such a package is not compared either. The others concern what an extraction would write alone.
    pub const fn forbids_comparing(self) -> bool {
        (self as u8) < (Reason::SymlinkOutside as u8)
    }

    /// Whether the bytes are no zip that could be reported on: every function rejects.
    pub const fn forbids_inspecting(self) -> bool {
        matches!(self, Reason::NoEndRecord | Reason::NoDirectory)
    }
}
