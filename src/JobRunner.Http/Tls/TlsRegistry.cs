using System.Collections.Immutable;

namespace JobRunner.Http.Tls;

/// <summary>All places where this host asks for certificates.</summary>
internal sealed class TlsRegistry : IDisposable
{
    private ImmutableList<MutualTls> _all = [];

    /// <summary>Raised when certificates or refused serial numbers are others than before.</summary>
    public event Action? Changed;

    public void Add(MutualTls tls)
    {
        ImmutableInterlocked.Update(ref _all, all => all.Add(tls));
        tls.Changed += () => Changed?.Invoke();
    }

    public void Dispose() => _all.ForEach(tls => tls.Dispose());
}
