namespace JobRunner.Http.Wire;

/// <summary>A request that can't be read, or makes no sense.</summary>
#pragma warning disable CA1032, CA1064 // It never leaves this package.
internal sealed class InvalidRequestException(string message, Exception? innerException = null) : Exception(message, innerException)
#pragma warning restore CA1032, CA1064
{
    /// <summary>Does what finds fault with a caller's words by <see cref="ArgumentException"/>, which anywhere else would be a fault of this server's.</summary>
    /// <exception cref="InvalidRequestException">It found fault.</exception>
    public static Task IfRefusedAsync(Func<Task> action) => IfRefusedAsync(async () =>
    {
        await action().ConfigureAwait(false);
        return true;
    });

    /// <inheritdoc cref="IfRefusedAsync(Func{Task})"/>
    public static async Task<T> IfRefusedAsync<T>(Func<Task<T>> action)
    {
        try
        {
            return await action().ConfigureAwait(false);
        }
        catch (Exception e) when (e is ArgumentException or PlatformNotSupportedException)
        {
            throw new InvalidRequestException(FirstLineOf(e), e);
        }
    }

    // Without what .NET adds for programmers.
    private static string FirstLineOf(Exception exception)
    {
        var line = exception.Message.Split('\n')[0].TrimEnd('\r');
        return exception is ArgumentException { ParamName: { } name } ? line.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal) : line;
    }
}
