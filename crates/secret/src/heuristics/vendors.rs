//! The tokens that vendors mark with a prefix, one row a kind.
//!
//! No crate was found that knows them without a regular expression a row. Prefixes, alphabets and lengths are those of gitleaks's default
//! rules (github.com/gitleaks/gitleaks, config/gitleaks.toml, read 2026-11-23); where vendors have lengthened their tokens before, only
//! the least length is asked for.

/// How a token of one kind is written.
pub(super) struct Token {
    /// What it starts with; upper and lower case count.
    pub(super) prefix: &'static str,
    /// What stands behind the prefix.
    pub(super) alphabet: Alphabet,
    /// How many characters of the alphabet stand there at least and at most.
    pub(super) length: (usize, usize),
}

/// Which characters a token has behind its prefix.
#[derive(Clone, Copy)]
pub(super) enum Alphabet {
    /// `0-9A-Z`.
    Upper,
    /// `0-9a-fA-F`.
    Hex,
    /// `0-9a-zA-Z`.
    Alphanumeric,
    /// `0-9a-zA-Z_-`.
    Url,
    /// `0-9a-zA-Z_-.=`.
    Dotted,
    /// `0-9a-zA-Z+/=`.
    Base64,
    /// What a path of a URL has: `0-9a-zA-Z_-./@`.
    Path,
}

impl Alphabet {
    pub(super) fn has(self, byte: u8) -> bool {
        match self {
            Self::Upper => byte.is_ascii_digit() || byte.is_ascii_uppercase(),
            Self::Hex => byte.is_ascii_hexdigit(),
            Self::Alphanumeric => byte.is_ascii_alphanumeric(),
            Self::Url => byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'),
            Self::Dotted => byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'='),
            Self::Base64 => byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='),
            Self::Path => byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'/' | b'@'),
        }
    }
}

const LONG: usize = usize::MAX;

const fn token(prefix: &'static str, alphabet: Alphabet, least: usize, most: usize) -> Token {
    Token { prefix, alphabet, length: (least, most) }
}

/// Every kind, by vendor.
pub(super) const TOKENS: &[Token] = &[
    // 1Password
    token("ops_eyJ", Alphabet::Base64, 100, LONG),
    // age
    token("AGE-SECRET-KEY-1", Alphabet::Upper, 58, 58),
    // Alibaba Cloud
    token("LTAI", Alphabet::Alphanumeric, 20, 20),
    // Anthropic
    token("sk-ant-", Alphabet::Url, 80, LONG),
    // Atlassian
    token("ATATT3", Alphabet::Dotted, 180, LONG),
    // AWS access keys, of users and of sessions
    token("AKIA", Alphabet::Upper, 16, 16),
    token("ASIA", Alphabet::Upper, 16, 16),
    token("ABIA", Alphabet::Upper, 16, 16),
    token("ACCA", Alphabet::Upper, 16, 16),
    // Brevo (Sendinblue)
    token("xkeysib-", Alphabet::Url, 81, 81),
    // Databricks
    token("dapi", Alphabet::Hex, 32, 32),
    // DigitalOcean
    token("doo_v1_", Alphabet::Hex, 64, 64),
    token("dop_v1_", Alphabet::Hex, 64, 64),
    token("dor_v1_", Alphabet::Hex, 64, 64),
    // Discord
    token("discord.com/api/webhooks/", Alphabet::Path, 40, LONG),
    token("discordapp.com/api/webhooks/", Alphabet::Path, 40, LONG),
    // Docker Hub
    token("dckr_pat_", Alphabet::Url, 27, LONG),
    // Doppler
    token("dp.pt.", Alphabet::Alphanumeric, 40, LONG),
    token("dp.st.", Alphabet::Dotted, 40, LONG),
    // Dynatrace
    token("dt0c01.", Alphabet::Dotted, 89, 89),
    // Facebook
    token("EAAC", Alphabet::Alphanumeric, 100, LONG),
    token("EAAM", Alphabet::Alphanumeric, 100, LONG),
    // GitHub
    token("ghp_", Alphabet::Alphanumeric, 36, LONG),
    token("gho_", Alphabet::Alphanumeric, 36, LONG),
    token("ghu_", Alphabet::Alphanumeric, 36, LONG),
    token("ghs_", Alphabet::Alphanumeric, 36, LONG),
    token("ghr_", Alphabet::Alphanumeric, 36, LONG),
    token("github_pat_", Alphabet::Url, 36, LONG),
    // GitLab
    token("GR1348941", Alphabet::Url, 20, LONG),
    token("gldt-", Alphabet::Url, 20, LONG),
    token("glpat-", Alphabet::Dotted, 20, LONG),
    token("glptt-", Alphabet::Url, 20, LONG),
    token("glrt-", Alphabet::Dotted, 20, LONG),
    token("glsoat-", Alphabet::Url, 20, LONG),
    // Google
    token("AIza", Alphabet::Url, 35, 35),
    token("GOCSPX-", Alphabet::Url, 28, 28),
    token("ya29.", Alphabet::Url, 40, LONG),
    // Grafana
    token("glc_", Alphabet::Base64, 32, LONG),
    token("glsa_", Alphabet::Url, 41, 41),
    // HashiCorp
    token(".atlasv1.", Alphabet::Url, 60, 70),
    token("hvb.", Alphabet::Url, 80, LONG),
    token("hvs.", Alphabet::Url, 24, LONG),
    // Heroku
    token("HRKU-", Alphabet::Url, 36, LONG),
    // Hugging Face
    token("hf_", Alphabet::Alphanumeric, 34, 40),
    // Linear
    token("lin_api_", Alphabet::Alphanumeric, 40, LONG),
    // Mailgun
    token("key-", Alphabet::Hex, 32, 32),
    // Microsoft Teams
    token(".webhook.office.com/webhookb2/", Alphabet::Path, 60, LONG),
    // New Relic
    token("NRAK-", Alphabet::Alphanumeric, 27, 27),
    token("NRII-", Alphabet::Url, 32, 32),
    // npm
    token("npm_", Alphabet::Alphanumeric, 36, LONG),
    // OpenAI
    token("sk-admin-", Alphabet::Url, 40, LONG),
    token("sk-proj-", Alphabet::Url, 40, LONG),
    token("sk-svcacct-", Alphabet::Url, 40, LONG),
    token("sk-", Alphabet::Alphanumeric, 40, LONG),
    // PlanetScale
    token("pscale_oauth_", Alphabet::Dotted, 32, LONG),
    token("pscale_pw_", Alphabet::Dotted, 32, LONG),
    token("pscale_tkn_", Alphabet::Dotted, 32, LONG),
    // Postman
    token("PMAK-", Alphabet::Url, 59, 59),
    // Pulumi
    token("pul-", Alphabet::Hex, 40, 40),
    // PyPI
    token("pypi-AgEIcHlwaS5vcmc", Alphabet::Url, 50, LONG),
    // RubyGems
    token("rubygems_", Alphabet::Hex, 48, 48),
    // SendGrid
    token("SG.", Alphabet::Dotted, 66, 66),
    // Sentry
    token("sntrys_eyJ", Alphabet::Base64, 40, LONG),
    token("sntryu_", Alphabet::Hex, 64, 64),
    // Shopify
    token("shpat_", Alphabet::Hex, 32, 32),
    token("shpca_", Alphabet::Hex, 32, 32),
    token("shppa_", Alphabet::Hex, 32, 32),
    token("shpss_", Alphabet::Hex, 32, 32),
    // Slack
    token("hooks.slack.com/services/", Alphabet::Path, 36, LONG),
    token("hooks.slack.com/workflows/", Alphabet::Path, 36, LONG),
    token("xapp-", Alphabet::Url, 30, LONG),
    token("xoxa-", Alphabet::Url, 20, LONG),
    token("xoxb-", Alphabet::Url, 20, LONG),
    token("xoxe-", Alphabet::Url, 20, LONG),
    token("xoxe.xox", Alphabet::Url, 20, LONG),
    token("xoxo-", Alphabet::Url, 20, LONG),
    token("xoxp-", Alphabet::Url, 20, LONG),
    token("xoxr-", Alphabet::Url, 20, LONG),
    token("xoxs-", Alphabet::Url, 20, LONG),
    // Square
    token("sq0atp-", Alphabet::Url, 22, 22),
    token("sq0csp-", Alphabet::Url, 43, 43),
    // Stripe
    token("rk_live_", Alphabet::Alphanumeric, 16, LONG),
    token("rk_test_", Alphabet::Alphanumeric, 16, LONG),
    token("sk_live_", Alphabet::Alphanumeric, 16, LONG),
    token("sk_test_", Alphabet::Alphanumeric, 16, LONG),
    token("whsec_", Alphabet::Base64, 32, LONG),
    // Twilio
    token("SK", Alphabet::Hex, 32, 32),
];
