//! The tokens that vendors mark with a prefix, one row a kind.
//!
//! The crates that know them want a regular expression a row (docs/dependencies.md says which were weighed). Prefixes, alphabets and lengths are
//! those of gitleaks's default rules (github.com/gitleaks/gitleaks, config/gitleaks.toml, MIT, read 2026-11-23) and of GitHub's page "Supported secret
//! scanning patterns"; where vendors have lengthened their tokens before, only the least length is asked for.

/// How a token of one kind is written.
pub(super) struct Token {
    /// Who gives it out.
    pub(super) vendor: &'static str,
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

const fn token(vendor: &'static str, prefix: &'static str, alphabet: Alphabet, least: usize, most: usize) -> Token {
    Token { vendor, prefix, alphabet, length: (least, most) }
}

/// Every kind, by vendor.
pub(super) const TOKENS: &[Token] = &[
    token("1Password", "ops_eyJ", Alphabet::Base64, 100, LONG),
    token("age", "AGE-SECRET-KEY-1", Alphabet::Upper, 58, 58),
    token("Airtable", "pat", Alphabet::Dotted, 79, 79),
    token("Alibaba Cloud", "LTAI", Alphabet::Alphanumeric, 20, 20),
    token("Anthropic", "sk-ant-", Alphabet::Url, 80, LONG),
    token("Atlassian", "ATATT3", Alphabet::Dotted, 180, LONG),
    token("AWS", "AKIA", Alphabet::Upper, 16, 16),
    token("AWS", "ASIA", Alphabet::Upper, 16, 16),
    token("AWS", "ABIA", Alphabet::Upper, 16, 16),
    token("AWS", "ACCA", Alphabet::Upper, 16, 16),
    token("Brevo", "xkeysib-", Alphabet::Url, 81, 81),
    token("Contentful", "CFPAT-", Alphabet::Url, 43, 43),
    token("Databricks", "dapi", Alphabet::Hex, 32, 32),
    token("DigitalOcean", "doo_v1_", Alphabet::Hex, 64, 64),
    token("DigitalOcean", "dop_v1_", Alphabet::Hex, 64, 64),
    token("DigitalOcean", "dor_v1_", Alphabet::Hex, 64, 64),
    token("Discord", "discord.com/api/webhooks/", Alphabet::Path, 40, LONG),
    token("Discord", "discordapp.com/api/webhooks/", Alphabet::Path, 40, LONG),
    token("Docker Hub", "dckr_pat_", Alphabet::Url, 27, LONG),
    token("Doppler", "dp.pt.", Alphabet::Alphanumeric, 40, LONG),
    token("Doppler", "dp.st.", Alphabet::Dotted, 40, LONG),
    token("Dynatrace", "dt0c01.", Alphabet::Dotted, 89, 89),
    token("Facebook", "EAAC", Alphabet::Alphanumeric, 100, LONG),
    token("Facebook", "EAAM", Alphabet::Alphanumeric, 100, LONG),
    token("Figma", "figd_", Alphabet::Url, 40, LONG),
    token("GitHub", "ghp_", Alphabet::Alphanumeric, 36, LONG),
    token("GitHub", "gho_", Alphabet::Alphanumeric, 36, LONG),
    token("GitHub", "ghu_", Alphabet::Alphanumeric, 36, LONG),
    token("GitHub", "ghs_", Alphabet::Alphanumeric, 36, LONG),
    token("GitHub", "ghr_", Alphabet::Alphanumeric, 36, LONG),
    token("GitHub", "github_pat_", Alphabet::Url, 36, LONG),
    token("GitLab", "GR1348941", Alphabet::Url, 20, LONG),
    token("GitLab", "gldt-", Alphabet::Url, 20, LONG),
    token("GitLab", "glpat-", Alphabet::Dotted, 20, LONG),
    token("GitLab", "glptt-", Alphabet::Url, 20, LONG),
    token("GitLab", "glrt-", Alphabet::Dotted, 20, LONG),
    token("GitLab", "glsoat-", Alphabet::Url, 20, LONG),
    token("GitLab", "glcbt-", Alphabet::Dotted, 20, LONG),
    token("GitLab", "glft-", Alphabet::Url, 20, LONG),
    token("GitLab", "gloas-", Alphabet::Hex, 64, 64),
    token("Google", "AIza", Alphabet::Url, 35, 35),
    token("Google", "GOCSPX-", Alphabet::Url, 28, 28),
    token("Google", "ya29.", Alphabet::Url, 40, LONG),
    token("Grafana", "glc_", Alphabet::Base64, 32, LONG),
    token("Grafana", "glsa_", Alphabet::Url, 41, 41),
    token("HashiCorp", ".atlasv1.", Alphabet::Url, 60, 70),
    token("HashiCorp", "hvb.", Alphabet::Url, 80, LONG),
    token("HashiCorp", "hvs.", Alphabet::Url, 24, LONG),
    token("Heroku", "HRKU-", Alphabet::Url, 36, LONG),
    token("Hugging Face", "hf_", Alphabet::Alphanumeric, 34, 40),
    token("JFrog", "AKCp", Alphabet::Alphanumeric, 69, LONG),
    token("Linear", "lin_api_", Alphabet::Alphanumeric, 40, LONG),
    token("Mailgun", "key-", Alphabet::Hex, 32, 32),
    token("Mapbox", "sk.eyJ", Alphabet::Dotted, 60, LONG),
    token("Microsoft Teams", ".webhook.office.com/webhookb2/", Alphabet::Path, 60, LONG),
    token("Netlify", "nfp_", Alphabet::Alphanumeric, 36, LONG),
    token("New Relic", "NRAK-", Alphabet::Alphanumeric, 27, 27),
    token("New Relic", "NRII-", Alphabet::Url, 32, 32),
    token("Notion", "ntn_", Alphabet::Alphanumeric, 40, LONG),
    token("npm", "npm_", Alphabet::Alphanumeric, 36, LONG),
    token("OpenAI", "sk-admin-", Alphabet::Url, 40, LONG),
    token("OpenAI", "sk-proj-", Alphabet::Url, 40, LONG),
    token("OpenAI", "sk-svcacct-", Alphabet::Url, 40, LONG),
    token("OpenAI", "sk-", Alphabet::Alphanumeric, 40, LONG),
    token("PlanetScale", "pscale_oauth_", Alphabet::Dotted, 32, LONG),
    token("PlanetScale", "pscale_pw_", Alphabet::Dotted, 32, LONG),
    token("PlanetScale", "pscale_tkn_", Alphabet::Dotted, 32, LONG),
    token("Postman", "PMAK-", Alphabet::Url, 59, 59),
    token("Pulumi", "pul-", Alphabet::Hex, 40, 40),
    token("PyPI", "pypi-AgEIcHlwaS5vcmc", Alphabet::Url, 50, LONG),
    token("RubyGems", "rubygems_", Alphabet::Hex, 48, 48),
    token("SendGrid", "SG.", Alphabet::Dotted, 66, 66),
    token("Sentry", "sntrys_eyJ", Alphabet::Base64, 40, LONG),
    token("Sentry", "sntryu_", Alphabet::Hex, 64, 64),
    token("Sentry", "sntrya_", Alphabet::Hex, 64, 64),
    token("Shopify", "shpat_", Alphabet::Hex, 32, 32),
    token("Shopify", "shpca_", Alphabet::Hex, 32, 32),
    token("Shopify", "shppa_", Alphabet::Hex, 32, 32),
    token("Shopify", "shpss_", Alphabet::Hex, 32, 32),
    token("Slack", "hooks.slack.com/services/", Alphabet::Path, 36, LONG),
    token("Slack", "hooks.slack.com/workflows/", Alphabet::Path, 36, LONG),
    token("Slack", "xapp-", Alphabet::Url, 30, LONG),
    token("Slack", "xoxa-", Alphabet::Url, 20, LONG),
    token("Slack", "xoxb-", Alphabet::Url, 20, LONG),
    token("Slack", "xoxe-", Alphabet::Url, 20, LONG),
    token("Slack", "xoxe.xox", Alphabet::Url, 20, LONG),
    token("Slack", "xoxo-", Alphabet::Url, 20, LONG),
    token("Slack", "xoxp-", Alphabet::Url, 20, LONG),
    token("Slack", "xoxr-", Alphabet::Url, 20, LONG),
    token("Slack", "xoxs-", Alphabet::Url, 20, LONG),
    token("Square", "sq0atp-", Alphabet::Url, 22, 22),
    token("Square", "sq0csp-", Alphabet::Url, 43, 43),
    token("Stripe", "rk_live_", Alphabet::Alphanumeric, 16, LONG),
    token("Stripe", "rk_test_", Alphabet::Alphanumeric, 16, LONG),
    token("Stripe", "sk_live_", Alphabet::Alphanumeric, 16, LONG),
    token("Stripe", "sk_test_", Alphabet::Alphanumeric, 16, LONG),
    token("Stripe", "whsec_", Alphabet::Base64, 32, LONG),
    token("Supabase", "sbp_", Alphabet::Hex, 40, 40),
    token("Tailscale", "tskey-", Alphabet::Url, 20, LONG),
    token("Twilio", "SK", Alphabet::Hex, 32, 32),
];
