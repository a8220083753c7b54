namespace JobRunner.Http.Tests.Support;

/// <summary>Why a certificate must not do.</summary>
public enum BadCertificate
{
    None,
    OfAnotherAuthorityOfThatName,
    SelfSigned,
    Expired,
    NotYetValid,
    ForServersOnly,
    WithoutUsage,
    SignedByAClient,
    WithoutItsIntermediate,
    WithTwoCommonNames,
    WithoutCommonName,
    WithControlCharacters,
    Refused,
}
