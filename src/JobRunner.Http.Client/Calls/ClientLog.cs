using Microsoft.Extensions.Logging;

namespace JobRunner.Http.Client.Calls;

/// <summary>What a client logs: that it tries again. What it gives up it throws.</summary>
internal sealed partial class ClientLog(ILogger logger)
{
    [LoggerMessage(1, LogLevel.Information, "{Address}: {Cause} Try {Try} in {Delay}")]
    public partial void TryingAgain(Uri address, string cause, int @try, TimeSpan delay);
}
