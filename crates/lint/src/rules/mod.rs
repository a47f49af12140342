//! The registry of rules: one line each, in ascending order of their codes.

macro_rules! rules {
    ($($name:ident,)+) => {
        $(mod $name;)+
        /// Every rule, in ascending order of its code.
        pub static RULES: &[&crate::rule::Rule] = &[$(&$name::RULE),+];
    };
}

rules! {
    wrong_dialect_flag,
    unknown_ssm_word,
    clear_text_called_encrypted,
    ignored_variable_syntax,
    ignored_no_decrypt,
    secret_of_another_stage,
    path_of_another_stage,
    dynamic_reference_place,
    decrypted_in_environment,
    decrypted_in_template,
    decrypted_and_published,
    clear_text_in_template,
    written_secret_in_template,
    no_echo_parameter_exposed,
    ssm_parameter_exposed,
    dynamic_reference_exposed,
    blanks_in_dynamic_reference,
    password_parameter_without_no_echo,
    secret_attribute_exposed,
    token_written_out,
    private_key_written_out,
    password_in_url,
    authorization_written_out,
    secret_written_out,
    default_of_secret_parameter,
    fallback_of_secret,
    secret_in_text,
    encoded_secret,
    secret_in_pieces,
    secret_in_comment,
    default_key,
    not_a_blob,
    bad_name,
    environment_too_large,
    companion_mismatch,
    ciphertext_without_companion,
    missing_statement,
    wildcard_decrypt,
    decrypt_on_alias,
    decrypt_without_context,
    wildcard_parameters,
    double_slash_in_parameter_arn,
    wildcard_account,
    one_read_action,
    ciphertext_of_declared_parameter,
}
