namespace JobRunner.Http.Access;

/// <summary>A caller may no longer do what it is about.</summary>
/// <param name="isCertificate">Whether that is because its certificate is no longer good.</param>
#pragma warning disable CA1032, CA1064 // It never leaves this package.
internal sealed class RightLostException(bool isCertificate)
    : Exception(isCertificate ? "The certificate has expired, or is refused by now." : "This client may not do that any longer.")
#pragma warning restore CA1032, CA1064
{
    public bool IsCertificate { get; } = isCertificate;
}
